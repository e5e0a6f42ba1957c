"""Patterns to fields: their names, kinds and roles."""

"""Planform."""

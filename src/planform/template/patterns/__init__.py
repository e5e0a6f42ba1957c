"""Blocks to patterns: what repeats is one group of rows."""

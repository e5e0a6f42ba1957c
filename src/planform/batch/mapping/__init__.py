"""Columns to fields, cells to values; rows that cannot become plans."""

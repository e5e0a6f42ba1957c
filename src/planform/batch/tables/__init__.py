"""A table of tasks, whatever its format and wherever from, as rows of text."""

"""Markdown to a tree of blocks that know the characters they came from."""

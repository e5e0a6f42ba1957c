"""A text from outside, with the places of its lines, and what of its mark-up is no placeholder."""

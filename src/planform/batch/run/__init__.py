"""One run: part by part, watched, stopped in order, taken up again."""

"""What a form holds and how it changes."""

"""Where people mark a place to fill in: a line of text to segments, literal or blank."""

"""Values become plans: merged with what is there, saved, written, remembered."""

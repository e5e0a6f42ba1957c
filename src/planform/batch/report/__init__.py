"""The summary of a store, as a notebook and as a page."""

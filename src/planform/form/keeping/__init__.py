"""What outlives the page and the kernel: journal, revisions, conflicts, files."""

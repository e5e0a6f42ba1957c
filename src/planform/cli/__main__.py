"""`python -m planform.cli`."""

from . import main

main()

"""`python -m planform`."""

from .cli import main

main()

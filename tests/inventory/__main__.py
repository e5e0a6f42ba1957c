"""`python -m tests.inventory FOLDER`."""

import sys

from . import main

sys.exit(main(sys.argv[1]))

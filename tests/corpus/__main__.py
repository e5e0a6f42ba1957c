"""`python -m tests.corpus [NAME ...]`: where compiler and inventory disagree, and the share that is right."""

import sys

from ..inventory import compare
from . import accuracy, found, names, wanted

chosen = tuple(sys.argv[1:]) or names()
for name in chosen:
    differences = list(compare(wanted(name), found(name)))
    print(f"{name}: {len(differences)} differences")
    for difference in differences:
        print(f"  {difference}")
print(accuracy(chosen).summary)

"""`python -m tests.golden [NAME ...]`: what is read otherwise than a person reads it, and the shares."""

import sys

from . import load, names, score, total

scores = [score(load(name)) for name in (sys.argv[1:] or names())]
for one in scores:
    for kind, told in (("missing", one.missing), ("wrong", one.wrong)):
        for document, (place, text) in told:
            print(f"{kind:8}{document}: {place} = {text}")
print(total(scores).summary)

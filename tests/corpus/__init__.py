"""Templates written for the tests in the manner of real ones, each with the inventory a person would agree with.

``NAME.md`` is the template, ``NAME.txt`` beside it the inventory: ``path | kind | role | options | default``, one line
a field in document order, the columns of a group as ``group[].column``. ``python -m tests.corpus [NAME ...]`` prints
what the compiler finds otherwise.
"""

from ._accuracy import Accuracy, accuracy, counterparts, found, names, text, wanted

__all__ = ["Accuracy", "accuracy", "counterparts", "found", "names", "text", "wanted"]

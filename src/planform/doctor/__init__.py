"""The doctor: looks at an installation and says what is wrong with it, and what to do."""

from ._checks import CHECKS, Finding, diagnose

__all__ = ["CHECKS", "Finding", "diagnose"]

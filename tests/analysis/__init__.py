"""Effort and risk, against closed forms and exact answers."""

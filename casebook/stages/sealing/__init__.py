"""Integrity goes to the discipline authority and exists for nobody else (T8, T39)."""

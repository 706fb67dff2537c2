"""Withdrawn, reopened, moved to petition procedure (T30, T31)."""

"""Figures of handling: what was received, closed, due, on time, late; each opens the cases it counts."""

"""The working calendar and the time limits: what the office is told each year, and what its director decides."""

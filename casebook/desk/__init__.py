"""My work, the list of cases, the case page."""

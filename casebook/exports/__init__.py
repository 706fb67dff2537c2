"""What an independent program needs to recompute everything: the tables, due dates, events."""

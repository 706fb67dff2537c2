"""The demo town: its units and people, and cases lived through the real deeds at past instants."""

"""More time: asked, decided, told before the old date or void (T17)."""

"""A complaint's life: its table, who stands how to it, what may not be, what it holds and who sees which part."""

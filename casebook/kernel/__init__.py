"""The engine: what a record is and what may happen to it. It knows no business and no Flask."""

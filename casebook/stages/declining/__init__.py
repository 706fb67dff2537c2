"""Not ours: declining with a countersign, forwarding, not taken again, discontinuing (T6, T7, T10, T38)."""

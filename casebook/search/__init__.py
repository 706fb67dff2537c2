"""Search over what its reader may see: of each case one document per kind of reader (security.md T3)."""

"""The complainant is asked once for what is missing (T2, T3)."""

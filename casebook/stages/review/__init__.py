"""Review and re-review by the upper body (T32 to T35)."""

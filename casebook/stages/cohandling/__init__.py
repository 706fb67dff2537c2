"""Units that help the main unit, each with its own part and clock (T18)."""

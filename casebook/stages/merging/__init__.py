"""The same matter twice: merged, and taken apart again (T9, T55)."""

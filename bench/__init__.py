"""Measures casebook against a bare Flask page that does the same work with raw SQL; prints ratios, asserts nothing."""

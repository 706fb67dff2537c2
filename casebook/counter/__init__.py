"""At the telephone and at the counter: telling a caller where his matter stands, and replacing a lost query code."""

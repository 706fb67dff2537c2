"""A station says it is not competent; the office judges (T14 to T16)."""

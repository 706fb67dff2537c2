"""A complaint comes in: on line, or written down by a clerk from a call, a letter or a visit."""

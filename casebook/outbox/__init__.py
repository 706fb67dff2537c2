"""What must reach a person outside: composed at delivery, sent at least once, with a stable Message-ID."""

"""What cannot be done now: plan, owner, date, and what becomes of it (T27, T28, T29, T52)."""

"""What is late or bad is taken up (T36, T37, T44, T49, T54)."""

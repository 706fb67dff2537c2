"""Who complained: encrypted, apart from the case, opened only after the event that records the opening."""

"""The station works: sign, give, contact, messages, close."""

"""The first-inquiry chain: who is answerable, at every instant."""

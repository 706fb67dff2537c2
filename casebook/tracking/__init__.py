"""What the citizen sees and does behind the query code."""

"""The office checks and asks the citizen: send back, pass, call back, end, redo."""

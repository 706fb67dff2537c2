"""The office decides and sends it to a station: accept, answer at once, write the text, dispatch, recall, designate."""

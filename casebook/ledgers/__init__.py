"""The ledgers (台账) of wording.md section 12: lists with fixed columns, on screen, as a spreadsheet and on paper."""

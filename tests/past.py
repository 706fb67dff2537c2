"""Tables to write to past all that watches over them, as only a test may that needs a record to be so."""

from casebook.tables import METADATA

CASE, SUBMISSION = METADATA.tables["case_file"], METADATA.tables["submission"]

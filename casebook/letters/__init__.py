"""The official notices (文书) of a case: composed from what was decided, numbered, frozen, delivered on record."""

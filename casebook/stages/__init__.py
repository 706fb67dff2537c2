"""What people do to a case, in this order: intake, assignment, handling, callback."""

"""Qt item models that ask the data lane for what a view shows."""

"""Controls: each a real Qt control, reached by keyboard, named, painted from tokens."""

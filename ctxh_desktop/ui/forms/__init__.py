"""Form controls built from the declarations of records."""

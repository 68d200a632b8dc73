"""What is true of case records: pure, without I/O, clock, Qt or SQL."""

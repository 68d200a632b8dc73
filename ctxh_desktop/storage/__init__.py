"""Where records rest: the same tables and the same unit of work on both databases."""

"""Pages of the main window; each keeps no truth of its own and asks again when data changed."""

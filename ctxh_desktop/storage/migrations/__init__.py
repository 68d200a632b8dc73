"""Numbered schema changes, forward only; see `storage.migrate`."""

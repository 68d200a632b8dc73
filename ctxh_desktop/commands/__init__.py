"""One function per intention of a person: nothing else writes, and screens reach data only here."""

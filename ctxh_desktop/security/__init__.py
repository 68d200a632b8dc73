"""Keys and secrets: who may open a profile, which laptop speaks, which server is believed."""

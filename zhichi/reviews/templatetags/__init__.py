"""Tags of conversation reviews."""

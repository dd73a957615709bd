"""Pages of conversation reviews."""

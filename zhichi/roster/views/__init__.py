"""Pages of the duty roster, by use case."""

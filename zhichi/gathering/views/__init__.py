"""Pages of gathering."""

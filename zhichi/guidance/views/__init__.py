"""Pages of the use of knowledge."""

"""Pages of the handbook, one module per use case."""

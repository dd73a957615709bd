"""Staff pages of tickets, one module per use case."""

"""Staff pages of accounts, one module per use case."""

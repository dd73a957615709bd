"""Pages of customers' files."""

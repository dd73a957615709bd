"""Pages of analysis reports."""

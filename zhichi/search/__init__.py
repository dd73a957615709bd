"""Full-text search over what the parts register (tickets first): words of any length, Chinese and Latin."""

"""Customers' files (5.1.2): organisations, contacts, products and the assets they own; merging of duplicates."""

"""Part handbook."""

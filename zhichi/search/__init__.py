"""Part search."""

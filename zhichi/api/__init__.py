"""Part api."""

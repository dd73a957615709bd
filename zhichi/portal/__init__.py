"""Part portal."""

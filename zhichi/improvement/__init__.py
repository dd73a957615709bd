"""The suggestion box: ideas of staff, from the first word to a measured result (3.3.3, 10.4)."""

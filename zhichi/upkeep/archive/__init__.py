"""What a backup is made of, how it is read again, and where it lies."""

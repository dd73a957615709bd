"""The corpus of quotes and its tests."""

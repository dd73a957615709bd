"""Meaning: who turns texts into vectors, where vectors lie, and how near ones are found."""

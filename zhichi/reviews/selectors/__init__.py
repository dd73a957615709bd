"""Reads of conversation reviews."""

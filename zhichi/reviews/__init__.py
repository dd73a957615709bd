"""Attitude and effect (3.2, 3.3.2): conversation reviews, forbidden words, courtesy phrases, alerts."""

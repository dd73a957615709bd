"""Template tags of routing."""

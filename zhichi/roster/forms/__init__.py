"""Forms of the duty roster."""

"""Forms of the hand-over at shift end."""

"""Hand-over at shift end (3.3.1): whoever goes home says who goes on; what is due before the next shift never waits."""

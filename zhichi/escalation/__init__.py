"""Who hears when a promise is in danger or broken, step by step (3.1.2), and the board of what is at risk."""

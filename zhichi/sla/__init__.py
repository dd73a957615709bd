"""Promises about time (1.3, 3.1): clocks that run by working calendars, pause for listed reasons, and warn."""

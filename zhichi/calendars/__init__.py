"""Promises about time (1.3, 3.1): so far the calendars that say when the company, or a team, works."""

"""Pages of calendars, by use case."""

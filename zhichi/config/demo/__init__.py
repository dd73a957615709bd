"""Demo data: an invented software company, its customers, and ninety days of believable work."""

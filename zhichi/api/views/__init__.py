"""Pages about the API. Those about tokens load nothing of the API itself, which is large."""

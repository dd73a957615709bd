"""Pages and addresses of files."""

"""Settings, root addresses, servers and the `zhichi` command."""

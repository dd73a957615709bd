"""Channels bring requests in and carry answers out (clauses 2.1, 5.2.1); nothing below this floor opens a socket."""

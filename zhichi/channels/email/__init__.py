"""The mail channel: reading what arrives, writing what leaves, and the connections both travel on (2.1, 5.2.1)."""

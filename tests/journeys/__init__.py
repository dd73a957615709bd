"""What people come to do, played in a real browser against the running product with real mail servers."""

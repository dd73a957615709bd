"""MIME as it is really sent: tolerant, bounded reading and strict writing. Only the modules above use these."""

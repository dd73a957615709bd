"""The desk's own pages: home by post, search over everything, the command palette. Holds no rows."""

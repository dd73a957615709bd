"""Readers of formats. A module loads its library at once, so whoever reads a format imports the module only then."""

"""SQLite as Zhichi uses it: Django's backend, with what it works out for each statement remembered."""

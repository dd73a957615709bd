"""The assigner (3.3.1, 4.2): finds an owner for what has none, and says in words why it is this person."""

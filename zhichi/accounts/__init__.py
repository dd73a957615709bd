"""People who sign in: staff with posts, teams and skills, and customers' accounts; the posts behind every right.

Serves 1.2 (every post acknowledges the handbook), 4.1 and 4.2. Knows only the record below it.
"""

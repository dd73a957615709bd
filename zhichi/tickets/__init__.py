"""Service requests from intake to closed (2.1–2.4, 3.3.1, 3.4.1): messages, assignment, solutions, follow-up.

Above sit the channels, the portal, the desk and the API; they call `services` and read `selectors`.
"""

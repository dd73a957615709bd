"""How knowledge is used: beside tickets, on the portal, and what is missing (6.3.3)."""

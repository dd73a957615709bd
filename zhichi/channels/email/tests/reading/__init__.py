"""What `parse` makes of mail in the manner of each client and defect: one row a message, written by us."""

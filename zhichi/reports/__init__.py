"""Analysis of the service records (3.4.4): reports for weeks, months and quarters, their findings, what is done."""

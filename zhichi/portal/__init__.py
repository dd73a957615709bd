"""Customers' pages (1.1, 2.1, 2.4, 5.2.1): ask for help, follow a request, confirm that it is solved; guests too."""

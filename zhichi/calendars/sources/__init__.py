"""Where days come from: the Chinese statutory calendar, public holidays of a country, ICS and CSV files.

A source only reads. What it finds is proposed and reviewed (services.imports) before it counts.
"""

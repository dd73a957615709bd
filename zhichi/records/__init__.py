"""The service record (3.4.2): one append-only, hash-linked history; tails that follow it; policy values; links.

Sits under accounts, so that account services append events too. Everybody above appends and subscribes here.
"""

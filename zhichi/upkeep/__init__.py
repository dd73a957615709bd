"""Upkeep: backups with a tested restore, the health of the system, maintenance with history (6.4.1, 6.4.2)."""

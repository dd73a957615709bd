"""On-site visits and remote assistance (2.2)."""

"""Measures speed; figures go into docs/performance.md."""

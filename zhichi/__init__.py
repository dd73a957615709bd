"""Zhichi (支持): technical-support service management that runs the handbook."""

__version__ = "0.1.0"

"""Wane: how long a ketamine treatment lasts, and when the next session is due."""

__version__ = "0.1.0"

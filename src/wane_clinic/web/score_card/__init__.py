"""The clinic's own hit rate."""

"""The chair board."""

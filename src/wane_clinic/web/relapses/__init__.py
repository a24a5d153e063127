"""Relapses: who judged so, or which line a score crossed, and their corrections."""

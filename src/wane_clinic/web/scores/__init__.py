"""Scores that staff enter from paper or by word of mouth, and their corrections."""

"""Checks of a course plan: ticked as done with their result, or said why not."""

"""Blocks: a pure function over seeded blocks of people, resumable, on one machine or many."""

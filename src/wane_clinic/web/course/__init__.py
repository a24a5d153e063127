"""A course planned, and its next session booked by a person."""

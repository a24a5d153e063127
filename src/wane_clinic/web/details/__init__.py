"""A patient's details: name, day of birth, how to reach them and whom to call."""

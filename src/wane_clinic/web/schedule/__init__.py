"""Who comes when, and a calendar feed without names."""

"""What happened to a patient: courses, sessions, scores, notes, plans, bookings, as rows that are only ever added."""

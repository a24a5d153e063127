"""Who is in the clinic: clinicians and their roles, patients, and what the clinic has settled for itself."""

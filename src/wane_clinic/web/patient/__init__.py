"""One patient: scores, the forecast, and everything on record."""

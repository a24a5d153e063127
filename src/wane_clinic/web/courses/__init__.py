"""A course opened after the first visit, taken into another phase, and closed."""

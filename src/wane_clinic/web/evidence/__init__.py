"""Evidence: what any number rests on, in the drawer and as a page."""

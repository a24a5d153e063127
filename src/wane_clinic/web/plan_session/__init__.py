"""Planning a session: what is expected of an order for one person, a second one beside it, and booking it."""

"""Rules and plans as tables that people read: each row is a test, and the documentation shows the same tables."""

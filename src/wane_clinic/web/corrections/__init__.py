"""A session's order or chair and a course, corrected where they were typed wrong."""

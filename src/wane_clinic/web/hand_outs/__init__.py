"""Sheets that a patient takes home: before a visit, after a visit, and what happens at the first one."""

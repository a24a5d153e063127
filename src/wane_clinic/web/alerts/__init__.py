"""Alerts: an item 9 above zero, in the inbox of the clinician whom it names, until somebody says what was done."""

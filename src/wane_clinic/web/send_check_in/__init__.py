"""Sending check-ins: who is due by the survey clock, a link and its QR code to show or to print."""

"""Logging in and out: allauth's pages, held to what a clinic needs."""

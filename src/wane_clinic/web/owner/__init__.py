"""The owner's pages: people and roles, settings, thresholds, emergencies to acknowledge."""

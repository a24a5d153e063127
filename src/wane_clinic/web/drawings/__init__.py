"""Pictures drawn on the server from frozen values; nothing here knows Django."""

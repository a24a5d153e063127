"""Studies of the relief model: how far its forecasts can be trusted. `python -m studies --help`, or `make studies`."""

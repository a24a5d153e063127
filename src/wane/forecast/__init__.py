"""One person's future: the posterior of the relief model, what it forecasts, and how well it is calibrated."""

"""Fit of the relief priors: published arms predicted from the relief model, one condition after another."""

"""The clinic: a Django project over the science in `wane`."""

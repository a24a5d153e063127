"""Who did what, when, why and from where: rows that are only ever added, each with the hash of the one before."""

"""Pages: each view declares what it needs, asks `bridge` for answers and changes things only through `actions`."""

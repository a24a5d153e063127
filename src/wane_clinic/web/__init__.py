<<<<<<< HEAD
"""Pages, parts, styles and scripts of the clinic."""
=======
"""Pages: each view declares what it needs, asks `bridge` for answers and changes things only through `actions`."""
>>>>>>> core

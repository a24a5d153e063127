"""Pages, parts, styles and scripts of the clinic."""

"""Files of every accepted kind, read to grids."""

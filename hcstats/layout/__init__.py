"""From grids to figures: which cell is which figure, and what it says."""

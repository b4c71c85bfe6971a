"""The official forms, one data file an edition, and what reads and vets them."""

"""Random bytes against the program's own readers and number parser; see README.md."""

"""`python -m hcstats` is the command line program."""

from hcstats.cli import main

main()

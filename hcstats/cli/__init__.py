"""The command line: parses, calls the pipeline, writes, exits. Nothing is decided here."""

from hcstats.cli.main import main

__all__ = ["main"]

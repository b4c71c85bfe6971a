"""Reporting units: who is expected, and whom a name means."""

from hcstats.units.hierarchy import Unit
from hcstats.units.register import Register
from hcstats.units.resolve import Resolution, find_in_text, nearest, resolve

__all__ = ["Register", "Resolution", "Unit", "find_in_text", "nearest", "resolve"]

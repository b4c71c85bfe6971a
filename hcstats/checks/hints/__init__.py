"""Likely causes of broken relations, each tried out: it mends, and it breaks nothing."""

from hcstats.checks.hints.rank import with_hints

__all__ = ["with_hints"]

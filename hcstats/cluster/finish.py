"""A data set once it is known what counts: rows marked, parts under the right year."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.cluster.again import Mending
from hcstats.cluster.dataset import UNDATED, dated
from hcstats.cluster.engine import Engine, chunks
from hcstats.cluster.records import Plan, Written
from hcstats.cluster.work import MEND

_AT_ONCE = 16
"""Parts that one task marks."""


def finished(
    engine: Engine,
    plan: Plan,
    parts: Sequence[Written],
    out: Sequence[tuple[int, str, int]],
    period: str,
) -> list[Written]:
    """The parts with the rows marked that do not count, and those without a year under `period`.

    `out` are the submissions that do not count: place and name of the file, place in it.
    """
    target = plan.target
    if target is None:
        return []
    changes: list[tuple[Written, frozenset[tuple[str, int]]]] = []
    for part in parts:
        inside = frozenset(
            (name, place) for number, name, place in out if part.first <= number <= part.last
        )
        if inside:
            changes.append((part, inside))
    kept = {part.name: part for part in parts}
    loads = [Mending(target.address, tuple(some)) for some in chunks(changes, _AT_ONCE)]
    for result in engine.results(MEND, loads, plan):
        kept.update({part.name: part for part in result.written})
    return [
        dated(part, target, period) if period and part.name.startswith(UNDATED) else part
        for part in kept.values()
    ]

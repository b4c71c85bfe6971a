"""Many submissions held against their year before at once: which of them keep every relation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hcstats.checks.audience import Audience
from hcstats.checks.columns import columns_of
from hcstats.checks.earlier import Earlier
from hcstats.checks.instances import Instance, of_table
from hcstats.checks.judge import FAILED, Judge
from hcstats.checks.tallies import Tallies
from hcstats.forms.definition import Form
from hcstats.model import Figure, FigureRow, Number, RuleCounts, Submission

_AT_ONCE = 256

Row = Sequence[Number | None]
_Keys = tuple[str, ...]


class Yearly:
    """Relations with the year before, compiled for each layout of both years that is met."""

    def __init__(self, form: Form, relations: Sequence[Instance], earlier: Earlier) -> None:
        self._form = form
        self._relations = relations
        self._earlier = earlier
        self._plans: dict[tuple[_Keys, _Keys], _Plan] = {}

    def kept(
        self, submissions: Sequence[Submission], levels: Sequence[str | None]
    ) -> Iterator[Mapping[str, RuleCounts] | None]:
        """How the rules came out on each submission that breaks none; else None.

        None too where a figure is more than a number or blank: those take a closer look.
        """
        for first in range(0, len(submissions), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            yield from self._kept(submissions[part], levels[part])

    def _kept(
        self, submissions: Sequence[Submission], levels: Sequence[str | None]
    ) -> list[Mapping[str, RuleCounts] | None]:
        found: list[Mapping[str, RuleCounts] | None] = [None] * len(submissions)
        alike: dict[tuple[_Keys, _Keys], list[tuple[int, Row, Row]]] = {}
        for place, one in enumerate(submissions):
            own, last = _row(one.figures), _row(self._earlier.figures_of(one))
            if own is not None and last is not None:
                alike.setdefault((own[0], last[0]), []).append((place, own[1], last[1]))
        for keys, rows in alike.items():
            plan = self._plans.get(keys)
            if plan is None:
                plan = self._plans[keys] = _Plan(self._form, self._relations, *keys)
            places = [place for place, _, _ in rows]
            told = plan.kept(
                [plan.row(own, last) for _, own, last in rows],
                [submissions[place].unit for place in places],
                [levels[place] for place in places],
            )
            for place, counts in zip(places, told, strict=True):
                found[place] = counts
        return found


def _row(figures: Sequence[Figure]) -> tuple[_Keys, Row] | None:
    """Keys and values; None where the figures are more than numbers and blanks."""
    if isinstance(figures, FigureRow):
        row = figures.unpacked
        return (row.layout.keys, row.values) if row.certain else None
    return None if figures else ((), ())


class _Plan:
    """The relations compiled for the figures of two years and the sums of their tables."""

    def __init__(self, form: Form, relations: Sequence[Instance], own: _Keys, last: _Keys) -> None:
        self._own_sums = _tables(form, own)
        unlike = unlike_tables(form, last)
        self._last_sums = {
            key: places for key, places in _tables(form, last).items() if key not in unlike
        }
        names = [*own, *self._own_sums]
        names += [f"last.{key}" for key in (*last, *self._last_sums)]
        columns = {name: place for place, name in enumerate(names)}
        self._judge = Judge(relations, columns)
        self._audience = Audience(relations)
        self._tallies = Tallies([one.rule for one in relations])

    def row(self, own: Row, last: Row) -> list[Number | None]:
        """The values of both years with the sums of their tables, in the order of the columns."""
        return [*own, *_summed(own, self._own_sums), *last, *_summed(last, self._last_sums)]

    def kept(
        self, rows: Sequence[Row], units: Sequence[str], levels: Sequence[str | None]
    ) -> list[Mapping[str, RuleCounts] | None]:
        """How the rules came out on each row that breaks none."""
        codes = self._judge.judged(columns_of(rows, self._judge.limit))
        self._audience.release(codes, units, levels)
        broken = (codes == FAILED).any(axis=0).tolist()
        counts = zip(self._tallies.of(codes), broken, strict=True)
        return [None if out else own for own, out in counts]


def _tables(form: Form, keys: _Keys) -> dict[str, list[int]]:
    """The places of each table's figures, by the key of the table's sum."""
    found: dict[str, list[int]] = {of_table(table.code): [] for table in form.tables}
    for place, key in enumerate(keys):
        own = found.get(of_table(key.partition(".")[0]))
        if own is not None:
            own.append(place)
    return {key: places for key, places in found.items() if places}


def _summed(row: Row, tables: Mapping[str, Sequence[int]]) -> Iterator[Number | None]:
    """The sum of each table without signs, None where nothing of it is reported."""
    for places in tables.values():
        given = [value for place in places if (value := row[place]) is not None]
        yield sum(value if value >= 0 else -value for value in given) if given else None


def unlike_tables(form: Form, last: Sequence[str]) -> set[str]:
    """Keys of the sums of tables that another edition asked other things in."""
    known = set(last)
    return {of_table(key.partition(".")[0]) for key in last if key not in form.items} | {
        of_table(item.table) for key, item in form.items.items() if key not in known
    }

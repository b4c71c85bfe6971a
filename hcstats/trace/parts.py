"""The units' parts in a total as tables: what is counted, what adds nothing, what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.layout.export_marker import STATUSES
from hcstats.model import Amount, Column, Message, Number, Table, TableValue, Text, say
from hcstats.trace.records import Contribution, State, Trace
from hcstats.trace.words import TERMS, groups_of, shown, source
from hcstats.unit_groups import GROUP_NAMES

_STATES: dict[str, Message] = {
    **STATUSES,
    State.ABSENT: say("not there"),
    State.MISSING: say("missing"),
}


def counted_tables(trace: Trace, folder: str) -> Iterator[Table]:
    """Every value with a running subtotal to follow with a calculator; 本级 and 县区 apart."""
    groups = groups_of(trace)
    for group in groups:
        own = [one for one in trace.counted() if one.group == group.group]
        name = GROUP_NAMES[group.group]
        title = say("Counted, {group}: {count} units", group=name, count=len(own))
        last = group is groups[-1]
        notes = (*_terms(own, additive=trace.additive), *(_again(trace) if last else ()))
        yield _running(trace, own, title, notes, folder)
    if not groups:
        own = list(trace.counted())
        notes = (*_terms(own, additive=trace.additive), *_again(trace))
        yield _running(trace, own, say("Counted: {count} units", count=len(own)), notes, folder)


def _running(
    trace: Trace, own: Sequence[Contribution], title: Message, notes: tuple[Text, ...], folder: str
) -> Table:
    rows: list[tuple[TableValue, ...]] = []
    running: Number = 0
    about = False
    for one in own:
        running += one.amount.value or 0
        about = about or one.amount.approximate
        subtotal = (Amount(running, about),) if trace.additive else ()
        rows.append((one.unit, one.amount, *subtotal, source(one, folder)))
    columns = (
        Column(say("Unit")),
        Column(say("Value"), "number"),
        *((Column(say("Subtotal"), "number"),) if trace.additive else ()),
        Column(say("Place and reading")),
    )
    return Table("counted", title, columns, tuple(rows), notes=notes)


def _sum_of(own: Sequence[Contribution]) -> Amount:
    value = sum((one.amount.value or 0 for one in own), start=0)
    return Amount(value, any(one.amount.approximate for one in own))


def _terms(own: Sequence[Contribution], *, additive: bool) -> Iterator[Text]:
    """The sum written out, where that is no more than one can type; zeros left out."""
    terms = [shown(one.amount) for one in own if one.amount.value]
    if additive and 1 < len(terms) <= TERMS:
        yield f"{' + '.join(terms).replace('+ -', '− ')} = {shown(_sum_of(own))}"


def _again(trace: Trace) -> Iterator[Text]:
    """The sum done again, and whether it is the total."""
    counted = trace.counted()
    total = shown(trace.total.amount)
    if not trace.additive:
        if trace.total.amount.value is None:
            yield say("The units differ, so there is no total.")
        else:
            yield say("All units say the same: {total}.", total=total)
        return
    groups = groups_of(trace)
    sums = [shown(_sum_of([one for one in counted if one.group == g.group])) for g in groups]
    again = shown(Amount(trace.sum, _sum_of(counted).approximate))
    if sums:
        yield f"{' + '.join(sums)} = {again}"
    params: dict[str, object] = {"count": len(counted), "sum": again, "total": total}
    if trace.agrees:
        yield say(
            "Added up again: {count} figures make {sum}, the total is {total}: the same.", **params
        )
    else:
        yield say("Added up again: {count} figures make {sum}, but the total is {total}.", **params)


def nothing_table(several: Sequence[Contribution], folder: str) -> Table:
    """Units that add nothing; the reason is told where the state alone does not say it."""
    silent = (State.BLANK, State.NOT_APPLICABLE, State.MISSING)
    told = any(one.state not in silent for one in several)
    columns = (
        Column(say("Unit")),
        Column(say("State")),
        Column(say("Place and reading")),
        *((Column(say("Reason")),) if told else ()),
    )
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (
            one.unit,
            _STATES[one.state],
            source(one, folder),
            *((one.reason if one.state not in silent[:2] else "",) if told else ()),
        )
        for one in several
    )
    blank = any(one.state in silent[:2] for one in several)
    notes = (say("A blank cell or a dash adds nothing to a total and is never shown as 0."),)
    title = say("Adding nothing: {count} units", count=len(several))
    return Table("nothing", title, columns, rows, notes=notes if blank else ())


def left_out_table(several: Sequence[Contribution], folder: str) -> Table:
    """Figures that are not in the sum, with the reason."""
    columns = (
        Column(say("Unit")),
        Column(say("Value"), "number"),
        Column(say("Reason")),
        Column(say("Place and reading")),
    )
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (one.unit, one.amount, one.reason, source(one, folder)) for one in several
    )
    return Table("left_out", say("Not counted"), columns, rows)

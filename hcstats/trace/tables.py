"""A trace as tables to read: the total, its formulas, every unit's part, and the sum again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from hcstats.model import Column, Table, TableValue, Text, say
from hcstats.trace.parts import counted_tables, left_out_table, nothing_table
from hcstats.trace.records import IndicatorTrace, State, Trace
from hcstats.trace.relations import formula_table, indicator_table
from hcstats.trace.words import groups_of
from hcstats.unit_groups import GROUP_NAMES


def trace_tables(trace: Trace, folder: str = "") -> Iterator[Table]:
    """The tables of one trace; files are named from `folder` on, which the first table tells."""
    yield _total(trace, folder)
    for formula in trace.formulas:
        yield formula_table(formula)
    if trace.counted():
        yield from counted_tables(trace, folder)
    if trace.nothing():
        yield nothing_table(trace.nothing(), folder)
    if trace.left_out():
        yield left_out_table(trace.left_out(), folder)


def indicator_tables(traced: IndicatorTrace, folder: str = "") -> Iterator[Table]:
    """The tables of an indicator: its operands, then the trace of every figure in them."""
    yield indicator_table(traced)
    for one in traced.traces:
        yield from trace_tables(one, folder)


def _total(trace: Trace, folder: str) -> Table:
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (GROUP_NAMES[one.group], one.amount, trace.unit, str(one.units))
        for one in (trace.total, *groups_of(trace))
    )
    columns = (
        Column(say("Of")),
        Column(say("Total"), "number"),
        Column(say("Measure")),
        Column(say("Reports"), "right"),
    )
    rows = ((*rows[0][:3], f"{trace.total.units}/{trace.expected}"), *rows[1:])
    title = say("{label} {key}", label=trace.label, key=trace.key)
    return Table("total", title, columns, rows, notes=tuple(_remarks(trace, folder)))


def _remarks(trace: Trace, folder: str) -> Iterator[Text]:
    if not trace.additive:
        yield say(
            "This figure may not be added over units: it has a total only if all units that "
            "report it say the same."
        )
    if trace.total.amount.approximate:
        units = [one.unit for one in trace.counted() if one.amount.approximate]
        yield say("Approximate, because these figures in it are: {units}.", units=tuple(units))
    if trace.total.partial:
        units = [one.unit for one in trace.nothing() if one.state is State.UNREADABLE]
        yield say(
            "Not whole: the figures of {units} could not be read and are not in it.",
            units=tuple(units),
        )
    if folder:
        yield say("Files are in {folder}.", folder=folder)


def common_folder(files: Sequence[str]) -> str:
    """The folder that all files are in, as they name it; empty if there is none."""
    parents = [PurePosixPath(file).parent.parts for file in files]
    common: list[str] = []
    for names in zip(*parents, strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    return PurePosixPath(*common).as_posix() if common else ""

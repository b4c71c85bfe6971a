"""What a definition must hold beyond its shape: every name defined once, every reference true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from hcstats.forms.definition import Form, Rule, item_key
from hcstats.forms.grammar import names, parse
from hcstats.model import HcstatsError, Message, say


def faults(form: Form) -> Iterator[Message]:
    """Everything that is wrong with a definition, each naming the entry."""
    yield from _codes(form)
    yield from _references(form)
    for rule in form.rules:
        yield from _rule(form, rule)
    for indicator in form.indicators:
        for part, text in (
            ("numerator", indicator.numerator),
            ("denominator", indicator.denominator),
        ):
            yield from _expression(text, set(form.items), f"indicators {indicator.id} {part}")
    if form.last_year is not None and form.last_year < form.first_year:
        yield say("last_year is before first_year.")


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _codes(form: Form) -> Iterator[Message]:
    groups = [("tables", [table.code for table in form.tables])]
    for table in form.tables:
        groups.append((f"tables {table.code} rows", [row.code for row in table.rows]))
        groups.append((f"tables {table.code} columns", [column.code for column in table.columns]))
    groups.append(("indicators", [indicator.id for indicator in form.indicators]))
    groups.append(("shares", [share.id for share in form.shares]))
    groups.append(
        ("rules", [f"{r.id}: {r.table} {r.kind or ''} {r.expression}" for r in form.rules])
    )
    keys = [
        item_key(table, row, column)
        for table in form.tables
        for row in table.rows
        for column in table.columns
    ]
    groups.append(("keys", keys))
    for where, codes in groups:
        for code in _repeated(codes):
            yield say("{where}: '{code}' stands twice.", where=where, code=code)


def _references(form: Form) -> Iterator[Message]:
    for table in form.tables:
        takes = {row.code for row in table.rows if not row.heading}
        for row in table.rows:
            if row.part_of and row.part_of not in takes:
                yield _unknown(f"tables {table.code} rows {row.code} part_of", row.part_of)
    for share in form.shares:
        for part in share.parts:
            if part not in form.items:
                yield _unknown(f"shares {share.id}", part)
    if form.printed_order and sorted(form.printed_order) != sorted(form.items):
        yield say("printed_order must name every item once.")


def _unknown(where: str, name: str) -> Message:
    return say("{where}: there is no '{name}'.", where=where, name=name)


def _rule(form: Form, rule: Rule) -> Iterator[Message]:
    where = f"rules {rule.id}"
    if rule.each in ("row", "column"):
        table = next((table for table in form.tables if table.code == rule.table), None)
        if table is None:
            yield _unknown(f"{where} table", rule.table)
            return
        entries = table.columns if rule.each == "row" else table.rows
        yield from _expression(rule.expression, {entry.code for entry in entries}, where)
    elif rule.each == "figure":
        if rule.kind is None:
            yield say("{where}: a rule for each figure needs a kind.", where=where)
        yield from _expression(rule.expression, {"value"}, where)
    else:
        yield from _expression(rule.expression, set(form.items), where)


def _expression(text: str, known: set[str], where: str) -> Iterator[Message]:
    try:
        used = names(parse(text))
    except HcstatsError as error:
        yield say("{where}: {reason}", where=where, reason=error.message)
        return
    for name in used:
        if name not in known:
            yield _unknown(where, name)

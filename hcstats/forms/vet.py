"""What a definition must hold beyond its shape: every name defined once, every reference true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from string import Formatter

from hcstats.forms.chart_plan import chart_faults
from hcstats.forms.definition import CONTEXTS, Form, Rule, Table, item_key
from hcstats.forms.grammar import is_relation, names, parse
from hcstats.model import HcstatsError, Message, say

MESSAGE_FIELDS = frozenset(
    {"left", "right", "difference", "last", "relation", "row", "column", "item"}
)
"""What the message of a rule may speak of."""


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
            where = f"indicators {indicator.id} {part}"
            yield from _expression(text, set(form.items), where, relation=False)
    yield from chart_faults(form)
    if form.last_year is not None and form.last_year < form.first_year:
        yield say("last_year is before first_year.")


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def _codes(form: Form) -> Iterator[Message]:
    groups = [("tables", [table.code for table in form.tables])]
    for table in form.tables:
        groups.append((f"tables {table.code} rows", [row.code for row in table.rows]))
        groups.append((f"tables {table.code} columns", [column.code for column in table.columns]))
    shares = [share.of(part) for share in form.shares for part in share.parts]
    groups.append(("indicators", [*(indicator.id for indicator in form.indicators), *shares]))
    groups.append(
        ("rules", [f"{r.id}: {r.table} {r.kind or ''} {r.expression}" for r in form.rules])
    )
    groups.append(("charts", [chart.id for chart in form.charts]))
    keys = [
        item_key(table, row, column)
        for table in form.tables
        for row in table.rows
        for column in table.columns
    ]
    groups.append(("keys", keys))
    for where, codes in groups:
        for code in CONTEXTS & set(codes):
            yield say("{where}: '{code}' is a word of the rules' own.", where=where, code=code)
        for code in _repeated(codes):
            yield say("{where}: '{code}' stands twice.", where=where, code=code)


def _references(form: Form) -> Iterator[Message]:
    for table in form.tables:
        yield from _parts(table)
        for code, _ in table.row_group:
            if code not in {row.code for row in table.rows}:
                yield _unknown(f"tables {table.code} row_group", code)
    for share in form.shares:
        for part in share.parts:
            if part not in form.items:
                yield _unknown(f"shares {share.id}", part)
    if form.printed_order and sorted(form.printed_order) != sorted(form.items):
        yield say("printed_order must name every item once.")


def _parts(table: Table) -> Iterator[Message]:
    """Parts of what is not there, and of themselves."""
    wholes = {row.code: row.part_of for row in table.rows if not row.heading}
    for row in table.rows:
        where = f"tables {table.code} rows {row.code} part_of"
        if row.part_of and row.part_of not in wholes:
            yield _unknown(where, row.part_of)
        whole, seen = row.part_of, {row.code}
        while whole in wholes:
            if whole in seen:
                yield say("{where}: '{code}' is a part of itself.", where=where, code=whole)
                return
            seen.add(whole)
            whole = wholes[whole]


def _unknown(where: str, name: str) -> Message:
    return say("{where}: there is no '{name}'.", where=where, name=name)


def _rule(form: Form, rule: Rule) -> Iterator[Message]:
    where = f"rules {rule.id}"
    for language, text in (("message_zh", rule.message_zh), ("message_en", rule.message_en)):
        yield from _template(text, f"{where} {language}")
    if rule.each in ("row", "column"):
        table = next((table for table in form.tables if table.code == rule.table), None)
        if table is None:
            yield _unknown(f"{where} table", rule.table)
            return
        rows = {row.code for row in table.rows if not row.heading}
        known = rows if rule.each == "column" else {column.code for column in table.columns}
        yield from _expression(rule.expression, known, where)
    elif rule.each == "figure":
        if rule.kind is None:
            yield say("{where}: a rule for each figure needs a kind.", where=where)
        yield from _expression(rule.expression, {"value"}, where)
    elif rule.each == "table":
        yield from _expression(rule.expression, {"value"}, where)
    else:
        yield from _expression(rule.expression, set(form.items), where)


def _template(text: str, where: str) -> Iterator[Message]:
    try:
        fields = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        yield say("{where}: {reason}", where=where, reason=error)
        return
    for field in sorted(fields - MESSAGE_FIELDS):
        yield _unknown(where, f"{{{field}}}")


def _expression(
    text: str, known: set[str], where: str, *, relation: bool = True
) -> Iterator[Message]:
    try:
        expression = parse(text)
    except HcstatsError as error:
        yield say("{where}: {reason}", where=where, reason=error.message)
        return
    used = names(expression)
    if relation and not (is_relation(expression) and used):
        yield say("{where}: '{text}' is no relation between figures.", where=where, text=text)
    if not relation and is_relation(expression):
        yield say("{where}: '{text}' is a relation, not a number.", where=where, text=text)
    for name in used:
        if name not in known and not (relation and _elsewhere(name, known)):
            yield _unknown(where, name)


def _elsewhere(name: str, known: set[str]) -> bool:
    """Whether a name speaks of another submission's figure of the same form."""
    head, _, rest = name.partition(".")
    return head in CONTEXTS and rest in known

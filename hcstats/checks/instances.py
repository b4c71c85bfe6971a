"""Every relation of a form at every place where it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from hcstats.forms.definition import CONTEXTS, Form, Item, Rule, item_key
from hcstats.forms.grammar import Expression, names, parse


class Instance(NamedTuple):
    """A rule at one place: `names` maps the names in its expression to keys.

    A name of another context (`last.total`) stands for the same context's key (`last.<key>`).
    """

    rule: Rule
    expression: Expression
    used: tuple[str, ...]
    names: Mapping[str, str]
    row: str
    column: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the relation speaks of, in its order."""
        return tuple(self.names[name] for name in self.used)


def of_table(code: str) -> str:
    """The key under which the sum of a whole table goes."""
    return f"table:{code}"


_BUILT: dict[int, tuple[Form, tuple[Instance, ...]]] = {}


def instances(form: Form) -> tuple[Instance, ...]:
    """Every relation of a form at every place where it holds, built once a form."""
    built = _BUILT.get(id(form))
    if built is None or built[0] is not form:
        built = _BUILT[id(form)] = (form, tuple(_instances(form)))
    return built[1]


class _Own:
    """The relations that one submission can satisfy alone, and those of them for each unit."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.relations = tuple(
            one for one in instances(form) if one.rule.over == "unit" and not one.rule.needs
        )
        rules = {one.rule.id: one.rule for one in self.relations}
        self._for_some = [rule for rule in rules.values() if rule.only_units or rule.unless_level]
        self._applied: dict[tuple[str, ...], tuple[Instance, ...]] = {}

    def applied(self, unit: str, level: str | None) -> tuple[Instance, ...]:
        """Those that are surely for a unit."""
        out = tuple(
            rule.id
            for rule in self._for_some
            if (rule.unless_level and level is None) or is_exempt(rule, unit, level)
        )
        found = self._applied.get(out)
        if found is None:
            found = tuple(one for one in self.relations if one.rule.id not in out)
            self._applied[out] = found
        return found


_OWN: dict[int, _Own] = {}


def _own(form: Form) -> _Own:
    built = _OWN.get(id(form))
    if built is None or built.form is not form:
        built = _OWN[id(form)] = _Own(form)
    return built


def own_relations(form: Form) -> tuple[Instance, ...]:
    """The relations that one submission can satisfy alone, built once a form."""
    return _own(form).relations


def applied_relations(form: Form, unit: str, level: str | None) -> tuple[Instance, ...]:
    """Those of `own_relations` that are surely for a unit; of an unknown level that is unsure."""
    return _own(form).applied(unit, level)


def is_exempt(rule: Rule, unit: str, level: str | None) -> bool:
    """Whether the rule is not for this unit, by its level (None: unknown) or its name."""
    by_name = bool(rule.only_units) and not any(word in unit for word in rule.only_units)
    return by_name or (level is not None and level in rule.unless_level)


@lru_cache(maxsize=256)
def _parsed(text: str) -> tuple[Expression, tuple[str, ...]]:
    """An expression and the names in it, as they are wherever a rule holds."""
    expression = parse(text)
    return expression, names(expression)


def at_figure(rule: Rule, item: Item) -> Instance:
    """A rule on single figures at one of them."""
    expression, used = _parsed(rule.expression)
    column = "" if item.column.code == "value" else item.column.label
    found = _in_contexts({"value": item.key})
    return Instance(rule, expression, used, found, item.row.label, column)


def _instances(form: Form) -> Iterator[Instance]:
    for rule in form.rules:
        expression, used = _parsed(rule.expression)
        if rule.each == "once":
            yield Instance(rule, expression, used, {name: name for name in used}, "", "")
        elif rule.each == "table":
            for table in form.tables:
                found = _in_contexts({"value": of_table(table.code)})
                yield Instance(rule, expression, used, found, table.label, "")
        elif rule.each == "row":
            table = form.table(rule.table)
            for row in (row for row in table.rows if not row.heading):
                keys = {column.code: item_key(table, row, column) for column in table.columns}
                yield Instance(rule, expression, used, _in_contexts(keys), row.label, "")
        elif rule.each == "column":
            table = form.table(rule.table)
            for column in table.columns:
                keys = {row.code: item_key(table, row, column) for row in table.rows}
                yield Instance(rule, expression, used, _in_contexts(keys), "", column.label)
        elif rule.needs:
            yield from (
                at_figure(rule, item) for item in form.items.values() if item.kind is rule.kind
            )


def _in_contexts(keys: Mapping[str, str]) -> dict[str, str]:
    """The names of the submission itself and of every other context."""
    found = dict(keys)
    for context in CONTEXTS:
        found |= {f"{context}.{name}": f"{context}.{key}" for name, key in keys.items()}
    return found

"""The lines of a template's sheet of checks: each relation over the cells that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hcstats.cell_addresses import address
from hcstats.checks.instances import Instance, own_relations
from hcstats.checks.wording import relation
from hcstats.forms.definition import Form, Rule
from hcstats.forms.grammar import COMPARISONS, Call, Constant, Expression, evaluate
from hcstats.layout.marker import DOUBTFUL, FAILED, OPEN, PASSED
from hcstats.model import Kind, Number, Severity
from hcstats.templates.canvas import Position
from hcstats.templates.filling import Filling, holds
from hcstats.templates.formulas import formula_of, impossible

_KINDS = {
    Kind.COUNT: "应为 0 或正整数",
    Kind.CHANGE: "应为整数",
    Kind.AMOUNT: "应不小于 0，至多两位小数",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell of a figure: sheet and position."""

    sheet: str
    place: Position

    @property
    def full(self) -> str:
        """Its address from any sheet."""
        return f"'{self.sheet}'!{address(self.place)}"


@dataclass(frozen=True, slots=True)
class Line:
    """One relation: words, formulas with what they come to at first, and whose light it is."""

    rule: str
    item: str
    relation: str
    left: str
    right: str
    fails: str
    """Formula: true where it is broken, an empty text where nothing can be said."""
    bad: str
    """The state that a broken one has."""
    equation: bool
    spot: Spot
    first: tuple[Number | str, Number | str, str]
    """Left, right and state of the template as it is handed out."""
    instance: Instance | None = None
    """The relation; none for the line on what numbers a row can hold."""


def lines(form: Form, spots: Mapping[str, Spot], filling: Filling) -> list[Line]:
    """Every relation of a form that a submission can satisfy alone, in the order of the cells."""
    found = [*_kinds(form, spots, filling), *_relations(form, spots, filling)]
    sheets = list(dict.fromkeys(spot.sheet for spot in spots.values()))
    found.sort(key=lambda line: (sheets.index(line.spot.sheet), line.spot.place[0]))
    return found


def _kinds(form: Form, spots: Mapping[str, Spot], filling: Filling) -> Iterator[Line]:
    """A line for each row of cells of one kind: whether each can be such a number at all."""
    rows: dict[tuple[str, int, str, Kind], list[str]] = {}
    for key, spot in spots.items():
        item = form.items[key]
        rows.setdefault((spot.sheet, spot.place[0], item.row.label, item.kind), []).append(key)
    rules = {rule.kind: rule for rule in form.rules if rule.each == "figure" and not rule.needs}
    for (_, _, label, kind), keys in rows.items():
        if kind not in rules:
            continue
        cells = [spots[key].full for key in keys]
        wrong = "+".join(f"IF({impossible(kind, cell)},1,0)" for cell in cells)
        blank = f"COUNT({','.join(cells)})+({wrong})=0"
        state = PASSED if any(key in filling.values for key in keys) else OPEN
        yield Line(
            rules[kind].id,
            label,
            f"各格{_KINDS[kind]}" if len(keys) > 1 else _KINDS[kind],
            "",
            "",
            f'IF({blank},"",({wrong})>0)',
            FAILED,
            equation=False,
            spot=spots[keys[0]],
            first=("", "", state),
        )


def _relations(form: Form, spots: Mapping[str, Spot], filling: Filling) -> Iterator[Line]:
    for one in own_relations(form):
        if _exempt(one.rule, filling):
            continue

        def cell(name: str, one: Instance = one) -> str:
            return spots[one.names[name]].full

        known = not one.rule.unless_level or filling.level is not None
        left, sign, right = _sides(one.expression)
        bad = FAILED if one.rule.severity is Severity.ERROR else DOUBTFUL
        state = OPEN
        values: tuple[Number | str, Number | str] = ("", "")
        result = holds(one, filling.values) if known else None
        if result is not None:
            state = PASSED if result else bad
            values = (_value(left, one, filling), _value(right, one, filling))
        yield Line(
            one.rule.id,
            " / ".join(part for part in (one.row, one.column) if part)
            or form.items[one.keys[0]].row.label,
            relation(one, form),
            formula_of(left, cell) if left else "",
            formula_of(right, cell) if right else "",
            _fails(one, form, spots) if known else '""',
            bad,
            equation=sign == "=",
            spot=spots[one.keys[0]],
            first=(*values, state),
            instance=one,
        )


def _exempt(rule: Rule, filling: Filling) -> bool:
    """Whether the rule is not for the unit, as `check` sees it."""
    by_name = bool(rule.only_units) and not any(word in filling.unit for word in rule.only_units)
    return by_name or (filling.level is not None and filling.level in rule.unless_level)


def _fails(one: Instance, form: Form, spots: Mapping[str, Spot]) -> str:
    cells = [spots[key].full for key in one.keys]
    wrong = ",".join(impossible(form.items[key].kind, spots[key].full) for key in one.keys)
    broken = f"NOT({formula_of(one.expression, lambda name: spots[one.names[name]].full)})"
    return f'IF(OR({wrong}),"",IF(COUNT({",".join(cells)})=0,"",{broken}))'


def _sides(expression: Expression) -> tuple[Expression | None, str, Expression | None]:
    """Left, sign and right of a single comparison; nothing of any other relation."""
    if isinstance(expression, Call) and expression.function in COMPARISONS:
        left, right = expression.operands
        return left, expression.function, right
    return None, "", None


def _value(side: Expression | None, one: Instance, filling: Filling) -> Number | str:
    if side is None or isinstance(side, Constant):
        return side.value if side else ""
    known = {name: filling.values.get(one.names[name], 0) for name in one.used}
    return evaluate(side, known)

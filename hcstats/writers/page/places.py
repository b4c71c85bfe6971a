"""The cells behind every number, as compact data: each name and text is kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hcstats.detail import detail_of_page
from hcstats.forms.definition import Form
from hcstats.forms.grammar import Call, Expression, Name, names, parse
from hcstats.item_labels import item_label, label_of
from hcstats.model import Figure, Label, Message, Outcome, Status, Total
from hcstats.writers.page.phrases import Phrases
from hcstats.writers.shown import amount_text, clean, number_text, percent_text

STATUS_CODES: dict[Status, int] = {
    Status.REPORTED: 0,
    Status.BLANK: 1,
    Status.NOT_APPLICABLE: 2,
    Status.UNREADABLE: 3,
}
APPROXIMATE, LEFT_OUT = 4, 8
"""Added to a status: the figure is approximate; its submission does not count."""


@dataclass(slots=True)
class _Names:
    """Texts by number, each kept once."""

    texts: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def __call__(self, text: str) -> int:
        text = clean(text)
        if text not in self.places:
            self.places[text] = len(self.texts)
            self.texts.append(text)
        return self.places[text]


def places_of(outcome: Outcome, form: Form, phrases: Phrases) -> dict[str, object]:
    """Every total and rate with its cells, as JSON takes it.

    A cell is a list: unit, status code, value, text as written, file, sheet, cell; names are
    numbers into `names`, values are texts, so that no digit is lost. Of many units there are
    none: `cells` is null.
    """
    known = _Names()
    whole = detail_of_page(outcome).sources
    cells = _cells(outcome, form) if whole else {}
    totals: dict[str, dict[str, Total]] = {}
    for total in (*outcome.totals, *outcome.groups):
        totals.setdefault(total.key, {})[total.group] = total
    units, entries = _Names(), []
    for key, item in form.items.items():
        table = form.table(item.table)
        entries.append(
            {
                "key": key,
                "table": phrases.index(label_of(table)),
                "label": phrases.index(item_label(form, item)),
                "measure": item.unit,
                "adds": item.additive,
                "totals": {group: _total(one) for group, one in totals.get(key, {}).items()},
                "cells": [
                    _cell(figure, counted, units, known) for figure, counted in cells.get(key, ())
                ]
                if whole
                else None,
            }
        )
    return {
        "keys": entries,
        "rates": _rates(outcome, form, phrases),
        "units": units.texts,
        "counties": _counties(outcome, units),
        "names": known.texts,
        "expected": len(outcome.coverage.expected),
        "missing": [clean(unit.name) for unit in outcome.coverage.missing],
    }


def _cells(outcome: Outcome, form: Form) -> dict[str, list[tuple[Figure, bool]]]:
    """The figures of each key: those that count in the order of the units, then the others."""
    counted = {one.figure for one in outcome.by_unit}
    left_out = (
        one
        for one in outcome.figures
        if one not in counted and f"{one.form}/{one.edition}" == form.id
    )
    found: dict[str, list[tuple[Figure, bool]]] = {}
    for value in outcome.by_unit:
        found.setdefault(value.key, []).append((value.figure, True))
    for figure in left_out:
        found.setdefault(figure.key, []).append((figure, False))
    return found


def _owner(code: str, name: str) -> str:
    """A unit as one text: two units may have one name."""
    return f"{code}\n{name}"


def _cell(figure: Figure, counted: bool, units: _Names, known: _Names) -> list[int | str]:
    code = STATUS_CODES[figure.status] + APPROXIMATE * figure.approximate
    return [
        units(_owner(figure.unit_code, figure.unit)),
        code if counted else code + LEFT_OUT,
        "" if figure.value is None else number_text(figure.value),
        known(figure.text),
        known(figure.file),
        known(figure.sheet),
        known(figure.cell),
    ]


def _counties(outcome: Outcome, units: _Names) -> list[int]:
    owners = sorted(clean(_owner(code, name)) for code, name in outcome.county_units)
    return [units.places[owner] for owner in owners if owner in units.places]


def _total(total: Total) -> list[str | int]:
    """Value, whether it is approximate, units that reported, what is shown."""
    value = total.amount.value
    return [
        "" if value is None else number_text(value),
        int(total.amount.approximate),
        total.units,
        amount_text(total.amount),
    ]


def _rates(outcome: Outcome, form: Form, phrases: Phrases) -> list[dict[str, object]]:
    definitions = dict(_definitions(form, phrases))
    return [
        {
            "id": one.id,
            **definitions[one.id],
            "value": "" if one.value is None else number_text(one.value),
            "shown": "—" if one.value is None else percent_text(one.value),
            "amounts": [amount_text(one.numerator), amount_text(one.denominator)],
        }
        for one in outcome.indicators
    ]


def _definitions(form: Form, phrases: Phrases) -> Iterable[tuple[str, Mapping[str, object]]]:
    """Label, formula and the keys of both operands of every rate, by its id."""
    places = {key: number for number, key in enumerate(form.items)}
    for one in form.indicators:
        above, below = parse(one.numerator), parse(one.denominator)
        yield (
            one.id,
            {
                "label": phrases.index(Label(one.label, one.gloss)),
                "formula": phrases.index(Message(one.formula_en, (), one.formula_zh)),
                "operands": [_operand(above, places), _operand(below, places)],
            },
        )
    for share in form.shares:
        whole = parse(f"sum({', '.join(share.parts)})")
        for part in share.parts:
            label = item_label(form, form.items[part])
            text, gloss = f"{share.label}：{label.text}", f"{share.gloss}: {label.gloss}"
            yield (
                share.of(part),
                {
                    "label": phrases.index(Label(text, gloss)),
                    "formula": None,
                    "operands": [_operand(parse(part), places), _operand(whole, places)],
                },
            )


def _operand(expression: Expression, places: Mapping[str, int]) -> dict[str, object]:
    """The totals that an operand is made of, and whether it is simply their sum."""
    used = names(expression)
    return {
        "keys": [places[name] for name in used],
        "sum": _summands(expression) == len(used),
    }


def _summands(expression: Expression) -> int:
    """How many names are added up; 0 where anything else is done with them."""
    if isinstance(expression, Call) and expression.function in ("+", "sum"):
        counts = [_summands(operand) for operand in expression.operands]
        return sum(counts) if all(counts) else 0
    return int(isinstance(expression, Name))

"""The lights of a template say what `check` says, once a spreadsheet program has calculated."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import load_workbook

from hcstats.checks.check import FAILED as BROKEN
from hcstats.checks.check import PASSED as HELD
from hcstats.checks.check import assess
from hcstats.checks.instances import Instance, own_relations
from hcstats.forms.definition import Form
from hcstats.forms.grammar import evaluate, parse
from hcstats.forms.load import all_forms
from hcstats.layout.marker import CHECK_SHEET, DOUBTFUL, FAILED, OPEN, PASSED, RESULT_LABEL
from hcstats.model import Kind
from hcstats.templates.book import drawn, write_template
from hcstats.templates.checksheet import FIRST
from hcstats.templates.derived import totals
from hcstats.templates.filling import Filling
from hcstats.templates.formulas import formula_of
from hcstats.templates.lines import Line, Spot, lines
from tests.office import needs_office, saved_by_office
from tests.test_templates import changed, places, sound, taken

_UNIT: dict[str, Any] = {"unit": "清河县教育局", "code": "01", "level": "department"}


class Filled(NamedTuple):
    """A template that was filled in, and the lines of its sheet of checks."""

    form: Form
    path: Path
    lines: list[Line]


def fills(form: Form) -> list[dict[str, Any]]:
    """Sound figures, none, figures at random in every cell, and impossible ones."""
    every = list(form.items)
    base: dict[str, Any] = dict(sound(form))
    found: list[dict[str, Any]] = [base, {}]
    chance = random.Random(form.id)
    # What one of the two does not break, its mirror does.
    values = {key: chance.randint(0, 999) for key in every}
    found += [values, {key: 999 - value for key, value in values.items()}]
    found.append({key: chance.randint(0, 9) for key in every if chance.random() < 0.5})
    found += [{**base, **broken} for broken in breaking(form, found, chance)]
    impossible = (-1, Decimal("1.5"), Decimal("1.005"), "若干")
    found.append({**base, **{key: chance.choice(impossible) for key in chance.sample(every, 8)}})
    return found


def breaking(
    form: Form, found: list[dict[str, Any]], chance: random.Random
) -> Iterator[dict[str, int]]:
    """For each relation that no fill so far breaks, figures of its own that do."""
    for relation in own_relations(form):
        keys = {name: relation.names[name] for name in relation.used}
        if any(_breaks(relation, {n: fill.get(k, 0) for n, k in keys.items()}) for fill in found):
            continue
        tries = (
            {name: chance.randint(_least(form, key), 9) for name, key in keys.items()}
            for _ in range(10_000)
        )
        values = next(one for one in tries if _breaks(relation, one))
        yield {keys[name]: value for name, value in values.items()}


def _least(form: Form, key: str) -> int:
    """What no rule on single figures forbids: only a change may be negative."""
    return -9 if form.items[key].kind is Kind.CHANGE else 0


def _breaks(relation: Instance, values: dict[str, Any]) -> bool:
    return not evaluate(relation.expression, values)


def made(form: Form, place: int, values: dict[str, Any], folder: Path) -> Filled:
    """A template with figures typed in, and pasted over the totals that they are not the sum of."""
    path = folder / f"{form.id.replace('/', '-')}-{place:02}.xlsx"
    filling = Filling(period=str(form.first_year), **_UNIT)
    write_template(path, form, filling)
    cells = {}
    for key, where in places(form).items():
        if key in values and (place > 0 or key not in totals(form)):
            value = values[key]
            cells[where] = float(value) if isinstance(value, Decimal) else value
    changed(path, cells, path)
    spots = {key: Spot(s.name, at) for s in drawn(form) for at, key in s.keys.items()}
    return Filled(form, path, lines(form, spots, filling))


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Filled, Path]]:
    folder = tmp_path_factory.mktemp("filled")
    filled = [
        made(form, place, values, folder)
        for form in all_forms()
        for place, values in enumerate(fills(form))
    ]
    (folder / "out").mkdir()
    saved = saved_by_office([one.path for one in filled], "xlsx", folder / "out")
    return list(zip(filled, saved, strict=True))


def states(path: Path, count: int) -> list[str]:
    book = load_workbook(path, data_only=True)
    sheet = book[CHECK_SHEET]
    return [str(sheet.cell(FIRST + number, 8).value) for number in range(count)]


@needs_office
def test_every_light_says_what_check_says(calculated: list[tuple[Filled, Path]]) -> None:
    broken: set[tuple[str, int]] = set()
    held: set[tuple[str, int]] = set()
    for filled, path in calculated:
        found = taken(path)
        (submission,) = found.submissions
        figures = {figure.key: figure for figure in submission.figures}
        impossible = {
            (one.place.sheet, int("".join(c for c in one.place.cell if c.isdigit())))
            for one in found.problems
            if one.rule in ("A1", "number.unreadable")
        }
        shown = states(path, len(filled.lines))
        for number, (line, state) in enumerate(zip(filled.lines, shown, strict=True)):
            where = (path.name, line.rule, line.item, line.relation)
            assert state in (PASSED, FAILED, DOUBTFUL, OPEN), where
            if line.instance is None:
                row = (line.spot.sheet, line.spot.place[0])
                beside = [
                    other
                    for one, other in zip(filled.lines, shown, strict=True)
                    if one.instance is None and (one.spot.sheet, one.spot.place[0]) == row
                ]
                assert (FAILED in beside) is (row in impossible), where
                wrong = state == FAILED
                outcome = BROKEN if wrong else None
            else:
                outcome = assess(line.instance, figures)
                wanted = {BROKEN: line.bad, HELD: PASSED}.get(outcome, OPEN)
                assert state == wanted, where
            if outcome is BROKEN:
                broken.add((filled.form.id, number))
            elif state == PASSED:
                held.add((filled.form.id, number))
    everything = {(f.form.id, n) for f, _ in calculated for n in range(len(f.lines))}
    relations = {
        (f.form.id, n)
        for f, _ in calculated
        for n, line in enumerate(f.lines)
        if line.instance is not None
    }
    assert relations - broken == set(), "a relation that no fill has broken was not tested"
    assert everything - held == set(), "a relation that no fill has satisfied was not tested"


@needs_office
def test_the_line_on_top_counts_the_broken_relations(calculated: list[tuple[Filled, Path]]) -> None:
    for filled, path in calculated:
        count = Counter(states(path, len(filled.lines)))
        book = load_workbook(path, data_only=True)
        text = str(book.worksheets[0]["A3"].value)
        assert text.startswith(RESULT_LABEL)
        if count[FAILED]:
            assert f"有 {count[FAILED]} 处不符" in text
        elif count[DOUBTFUL]:
            assert f"有 {count[DOUBTFUL]} 处须核实" in text
        else:
            assert ("全部通过" if count[PASSED] else "尚未填报") in text


@pytest.mark.parametrize(
    ("expression", "formula"),
    [
        ("a = b + 2", "(ROUND((N(A1))-((N(B1)+2)),6)=0)"),
        ("sum(a, b) != 0", "(ROUND((SUM(N(A1),N(B1)))-(0),6)<>0)"),
        ("whole(a) and b >= 0", "AND((N(A1)=INT(N(A1))),(ROUND((N(B1))-(0),6)>=0))"),
        ("a = 0 <=> b = 0", "(((ROUND((N(A1))-(0),6)=0))=((ROUND((N(B1))-(0),6)=0)))"),
    ],
)
def test_relations_become_formulas(expression: str, formula: str) -> None:
    assert formula_of(parse(expression), {"a": "A1", "b": "B1"}.__getitem__) == formula


def test_no_relation_of_one_submission_is_left_without_a_light() -> None:
    for form in all_forms():
        spots = {key: Spot(s.name, at) for s in drawn(form) for at, key in s.keys.items()}
        found = lines(form, spots, Filling(unit="清河县教育局", level="department"))
        assert sum(line.instance is not None for line in found) == len(
            [one for one in own_relations(form) if not one.rule.only_units]
        )

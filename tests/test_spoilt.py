"""Submissions spoilt at random: nothing crashes, nothing is invented, every number is told of."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcstats.forms.load import all_forms, form_ids, load_form
from hcstats.layout.numbers import LIMIT, read_number
from hcstats.layout.recognise import Recognised, recognise
from hcstats.layout.skeleton import skeleton_of
from hcstats.messages import LANGUAGES, render
from hcstats.model import Cell, CellKind, Grid, Kind, Merge, Status
from hcstats.pipeline import Request, run
from hcstats.readers import Reading
from hcstats.submissions import Settings, take_reading
from hcstats.units import Register
from samples.drawing.book import random_book
from samples.drawing.save import save
from tests.strategies import books, number_texts, odd_cells, spoilt_books
from tests.test_accounting import numbers_in, position_of, unclaimed


def cell_of(grids: list[Grid], sheet: str, cell: str) -> Cell | None:
    (grid,) = (one for one in grids if one.name == sheet)
    return grid.cells.get(position_of(cell))


def check_figures(grids: list[Grid], found: Recognised) -> None:
    """Every figure is what its own cell says, and no cell is two figures."""
    used: Counter[tuple[str, str]] = Counter()
    for figure in found.figures:
        if figure.value is None:
            assert figure.status is not Status.REPORTED
            continue
        cell = cell_of(grids, figure.sheet, figure.cell)
        assert cell is not None, figure
        assert cell.text == figure.text, figure
        assert abs(Decimal(figure.value)) <= LIMIT
        used[figure.sheet, figure.cell] += 1
    assert max(used.values(), default=1) == 1, used.most_common(1)


@settings(max_examples=150)
@given(spoilt_books())
def test_every_number_of_a_spoilt_book_is_accounted_for(grids: list[Grid]) -> None:
    found = recognise(grids, all_forms())
    for one in found.submissions:
        check_figures(grids, one)
    if found.submissions:
        assert found.numbers.all == numbers_in(grids)
        assert bool(found.numbers.unclaimed) == bool(list(unclaimed(found)))


@settings(max_examples=80)
@given(spoilt_books(), st.sampled_from(["", "2019", "2023"]))
def test_a_spoilt_book_is_taken_with_its_problems_and_never_an_exception(
    grids: list[Grid], period: str
) -> None:
    whole = Settings(all_forms(), Register.empty(), {}, period)
    reading = Reading("甲局/2023.xlsx", "xlsx", tuple(grids), (), "0" * 64)
    taken = take_reading(reading, whole)
    assert taken.submissions or taken.problems
    for one in taken.problems:
        for language in LANGUAGES:
            assert render(one.message, language)
    for submission in taken.submissions:
        unreadable = {one.key for one in submission.figures if one.status is Status.UNREADABLE}
        told = {one.key for one in taken.problems} | {
            key for one in taken.problems for key in one.figures
        }
        sheets = {one.place.sheet for one in taken.problems}
        assert all(
            one.key in told or one.sheet in sheets
            for one in submission.figures
            if one.key in unreadable
        )


@given(books(), odd_cells)
def test_what_is_put_into_a_figures_cell_is_read_as_such_or_told(
    grids: list[Grid], odd: Cell
) -> None:
    before = recognise(grids, all_forms()).submissions[0]
    target = before.figures[len(odd.text) % len(before.figures)]
    if not target.cell:
        return
    place = position_of(target.cell)
    changed = [
        Grid(one.name, {**one.cells, place: odd}, one.merges, one.hidden_rows)
        if one.name == target.sheet
        else one
        for one in grids
    ]
    for found in recognise(changed, all_forms()).submissions:
        check_figures(changed, found)


@given(number_texts, st.sampled_from(list(Kind)), st.sampled_from(["", "件", "万件", "元", "万元"]))
def test_no_text_makes_the_number_parser_fail_or_guess(text: str, kind: Kind, shown: str) -> None:
    unit = "万元" if kind is Kind.AMOUNT else "件"
    reading = read_number(Cell(text), unit, kind, shown)
    assert (reading.value is not None) == (reading.status is Status.REPORTED)
    assert reading.value is None or abs(Decimal(reading.value)) <= LIMIT
    assert reading.status is not Status.UNREADABLE or reading.rule


@pytest.mark.parametrize("form_id", form_ids())
def test_a_total_is_the_sum_of_what_stands_in_the_units_cells(
    form_id: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    form = load_form(form_id)
    year = str(next(year for year in range(2008, 2040) if form.serves(year)))
    for seed in range(3):
        folder = tmp_path_factory.mktemp("units")
        for number, unit in enumerate(("甲局", "乙局")):
            save(random_book(form, 10 * seed + number, unit, year), folder / f"{unit}.xlsx")
        outcome = run(Request((str(folder),), form=form_id, jobs=1))
        counted = {(one.unit, one.key): one.amount.value for one in outcome.by_unit}
        by_cell = {
            (one.unit, one.key): one.value
            for one in outcome.figures
            if one.status is Status.REPORTED and one.cell
        }
        assert {at: one for at, one in counted.items() if one is not None} == by_cell
        for total in outcome.totals:
            parts = [
                value
                for (_, key), value in by_cell.items()
                if key == total.key
                if value is not None
            ]
            if form.items[total.key].additive and total.amount.value is not None:
                assert total.amount.value == sum(parts), total
                assert total.units == len(parts)


def test_a_label_under_a_merge_without_one_stays_a_label() -> None:
    """Merges that overlap: no program writes them, a damaged file may hold them."""
    cells = {(1, 1): Cell("5", CellKind.NUMBER, 5), (2, 1): Cell("规章"), (2, 2): Cell("件数")}
    skeleton = skeleton_of(Grid("s", cells, (Merge(1, 1, 2, 1), Merge(2, 1, 3, 1))))
    assert all(skeleton.anchor(place) in skeleton.labels for place in skeleton.labels)

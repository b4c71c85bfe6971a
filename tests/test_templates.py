"""Templates: on the official layout, open only where figures go, and read back as filled in."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from hcstats.cell_addresses import address
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_form
from hcstats.model import Kind, Number, Severity, Status
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings, Taken, take_file
from hcstats.templates.book import drawn, write_template
from hcstats.templates.derived import openings, totals
from hcstats.templates.filling import Filling, with_totals
from hcstats.units import Register, Unit
from samples.drawing.figures import consistent
from tests.office import needs_office, saved_by_office

FORMS = [form.id for form in all_forms()]
UNITS = Register([Unit("01", "清河县教育局"), Unit("02", "清河县财政局")])


def taken(path: Path, register: Register = UNITS) -> Taken:
    return take_file(InputFile(path, path.name), Settings(all_forms(), register, {}))


def values_of(found: Taken) -> dict[str, Number]:
    (submission,) = found.submissions
    return {f.key: f.value for f in submission.figures if f.value is not None}


def places(form: Form) -> dict[str, tuple[str, str]]:
    return {
        key: (sheet.name, address(place))
        for sheet in drawn(form)
        for place, key in sheet.keys.items()
    }


def sound(form: Form, seed: int = 3) -> dict[str, Number]:
    """Figures that no rule can object to."""
    truth = consistent(form, random.Random(seed))
    return {key: entry.value for key, entry in truth.items() if entry.value is not None}


def filled(path: Path, form: Form, values: dict[str, Number], **known: Any) -> Path:
    write_template(path, form, Filling(values=with_totals(form, values), **known))
    return path


def rules_of(found: Taken) -> set[str]:
    return {one.rule for one in found.problems}


@pytest.mark.parametrize("name", FORMS)
def test_every_item_has_one_cell_and_every_other_cell_is_locked(name: str, tmp_path: Path) -> None:
    form = load_form(name)
    write_template(tmp_path / "t.xlsx", form, Filling())
    book = load_workbook(tmp_path / "t.xlsx")
    where = places(form)
    assert sorted(where) == sorted(form.items)
    entry = {place for key, place in where.items() if key not in totals(form)}
    open_ = {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not isinstance(cell, MergedCell) and not cell.protection.locked
    }
    around = {(sheet, cell) for sheet, cell in open_ - entry}
    assert entry <= open_
    # Beside figures only the lines for unit and year above, and for signatures below, are open.
    for sheet, cell in around:
        row = book[sheet][cell].row
        below = max(r for s in drawn(form) if s.name == sheet for r, _ in s.keys)
        assert row == 2 or row > below, (sheet, cell)
    assert all(sheet.protection.sheet for sheet in book.worksheets)


@pytest.mark.parametrize("name", FORMS)
def test_entry_cells_let_in_only_numbers_of_their_kind(name: str, tmp_path: Path) -> None:
    form = load_form(name)
    write_template(tmp_path / "t.xlsx", form, Filling())
    book = load_workbook(tmp_path / "t.xlsx")
    kinds = {"whole": (Kind.COUNT, Kind.CHANGE), "custom": (Kind.AMOUNT,)}
    guarded: dict[tuple[str, str], str] = {}
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                guarded[sheet.title, area.coord] = rule.type
    for key, place in places(form).items():
        if key not in totals(form):
            assert form.items[key].kind in kinds[guarded[place]], key


@pytest.mark.parametrize("name", FORMS)
def test_a_blank_template_is_blank_and_no_report_of_zeros(name: str, tmp_path: Path) -> None:
    form = load_form(name)
    write_template(tmp_path / "t.xlsx", form, Filling(unit="清河县教育局", code="01"))
    found = taken(tmp_path / "t.xlsx")
    (submission,) = found.submissions
    assert {figure.status for figure in submission.figures} == {Status.BLANK}
    assert rules_of(found) <= {"table.blank", "number.blank", "period.unknown"}


@settings(max_examples=6)
@given(seed=st.integers(0, 2**32), share=st.sampled_from([0.1, 0.7, 1.0]))
@pytest.mark.parametrize("name", FORMS)
def test_what_is_filled_in_is_what_is_read(
    name: str, seed: int, share: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    form = load_form(name)
    chance = random.Random(seed)
    kinds: dict[Kind, Callable[[], Number]] = {
        Kind.COUNT: lambda: chance.randint(0, 99_999),
        Kind.CHANGE: lambda: chance.randint(-999, 999),
        Kind.AMOUNT: lambda: Decimal(chance.randint(0, 9_999_999)) / 100,
    }
    values: dict[str, Number] = {
        key: kinds[item.kind]()
        for key, item in form.items.items()
        if key not in totals(form) and chance.random() < share
    }
    path = tmp_path_factory.mktemp("t") / "t.xlsx"
    filled(path, form, values, unit="清河县教育局", code="01", period=str(form.first_year))
    assert values_of(taken(path)) == with_totals(form, values)


@pytest.mark.parametrize("name", FORMS)
def test_sound_figures_pass_without_a_word(name: str, tmp_path: Path) -> None:
    form = load_form(name)
    known = {"unit": "清河县教育局", "code": "01", "level": "department"}
    path = filled(tmp_path / "t.xlsx", form, sound(form), period=str(form.first_year), **known)
    found = taken(path)
    assert not [one for one in found.problems if one.severity is Severity.ERROR]
    assert not {"sheet.extra", "number.unclaimed", "cell.hidden", "label.extra"} & rules_of(found)
    assert found.numbers.unclaimed == 0


def test_totals_are_those_of_the_rules() -> None:
    found = totals(load_form("national/2021"))
    assert found["requests.granted.total"][0] == "requests.granted.natural_person"
    assert len(found["requests.processed_total.natural_person"]) == 21
    # Units add rows of their own to the ways of asking, so that their sum may differ.
    assert "disclosure_stats.requests_received" not in totals(load_form("national/2014"))


@pytest.mark.parametrize("name", ["national/2019", "national/2021"])
def test_the_opening_balance_is_last_years_closing_balance(name: str) -> None:
    found = openings(load_form(name))
    assert found["requests.carried_in.natural_person"] == "requests.carried_out.natural_person"
    assert "requests.carried_in.total" not in found


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    form = load_form("hechi/2018")
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (first, second):
        filled(path, form, sound(form), unit="清河县教育局")
    assert first.read_bytes() == second.read_bytes()


def changed(path: Path, cells: dict[tuple[str, str], Any], to: Path) -> Path:
    """The workbook with some cells overwritten, saved again without results."""
    book = load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(to)
    return to


def pasted(form: Form, values: dict[str, Number]) -> dict[tuple[str, str], Any]:
    return {place: values.get(key) for key, place in places(form).items()}


def test_the_unit_of_the_marker_counts_where_the_content_names_none(tmp_path: Path) -> None:
    form = load_form("hechi/2018")
    known = {"unit": "清河县教育局", "code": "01", "period": "2018"}
    path = filled(tmp_path / "t.xlsx", form, sound(form), **known)
    cleared = {**pasted(form, sound(form)), ("统计表", "A2"): "填报单位：", ("统计表", "C2"): ""}
    found = taken(changed(path, cleared, tmp_path / "报送.xlsx"))
    assert (found.submissions[0].unit_code, found.submissions[0].period) == ("01", "2018")
    assert "marker.conflict" not in rules_of(found)


@pytest.mark.parametrize(
    ("cell", "text", "named"),
    [("A2", "填报单位：清河县财政局", "清河县财政局"), ("C2", "统计年度：2017年", "2017")],
)
def test_a_template_filled_in_for_another_is_told_and_the_content_counts(
    cell: str, text: str, named: str, tmp_path: Path
) -> None:
    form = load_form("hechi/2018")
    known = {"unit": "清河县教育局", "code": "01"}
    path = filled(tmp_path / "t.xlsx", form, sound(form), period="2018", **known)
    cells = {**pasted(form, sound(form)), ("统计表", cell): text, ("统计表", "A1"): "统计表"}
    found = taken(changed(path, cells, tmp_path / "报送.xlsx"))
    (conflict,) = [one for one in found.problems if one.rule == "marker.conflict"]
    assert conflict.found == named
    (submission,) = found.submissions
    assert named in (submission.unit, submission.period)


def test_a_marker_of_another_edition_is_not_believed(tmp_path: Path) -> None:
    form = load_form("national/2021")
    path = filled(tmp_path / "t.xlsx", form, sound(form), code="01", unit="清河县教育局")
    cells = {
        **pasted(form, sound(form)),
        ("_hcstats", "B2"): "national/2014",
        **{(sheet, "A2"): "填报单位：" for sheet in ("主动公开", "依申请公开", "复议诉讼")},
    }
    found = taken(changed(path, cells, tmp_path / "报送.xlsx"))
    assert "marker.conflict" in rules_of(found)
    assert found.submissions[0].unit_code == ""


def test_a_copied_template_still_belongs_to_its_unit_only(tmp_path: Path) -> None:
    form = load_form("hechi/2018")
    path = filled(tmp_path / "t.xlsx", form, sound(form), code="01", unit="清河县教育局")
    cells = {**pasted(form, sound(form)), ("统计表", "A2"): "填报单位："}
    found = taken(changed(path, cells, tmp_path / "清河县财政局2018年.xlsx"))
    assert "unit.conflict" in rules_of(found)


@pytest.mark.parametrize("name", ["hechi/2018", "national/2014"])
def test_an_inserted_row_and_an_unlocked_sheet_change_no_figure(name: str, tmp_path: Path) -> None:
    form = load_form(name)
    path = filled(tmp_path / "t.xlsx", form, sound(form), code="01", unit="清河县教育局")
    changed(path, pasted(form, sound(form)), path)
    book = load_workbook(path)
    sheet = book["统计表"]
    sheet.protection.sheet = False
    sheet.insert_rows(7)
    for area in sheet.merged_cells.ranges:  # a spreadsheet program moves them, openpyxl does not
        if area.min_row >= 7:
            area.shift(row_shift=1)
    sheet["A7"], sheet["B7"], sheet["C7"] = "其他自设事项", "件", 5
    book.save(path)
    found = taken(path)
    assert values_of(found) == sound(form)


def test_a_number_beside_the_sheet_of_checks_is_not_lost(tmp_path: Path) -> None:
    form = load_form("hechi/2018")
    path = filled(tmp_path / "t.xlsx", form, sound(form), code="01", unit="清河县教育局")
    cells = {**pasted(form, sound(form)), ("校验", "K5"): 777}
    found = taken(changed(path, cells, tmp_path / "清河县教育局.xlsx"))
    assert "sheet.extra" in rules_of(found)


def test_a_signed_template_has_no_stray_numbers(tmp_path: Path) -> None:
    form = load_form("hechi/2018")
    path = filled(tmp_path / "t.xlsx", form, sound(form), code="01", unit="清河县教育局")
    last = drawn(form)[0].height + 1
    signed = "填报人：韦一　审核人：覃二　联系电话：0778-2280000　填报日期：2019年1月8日"
    cells = {**pasted(form, sound(form)), ("统计表", f"A{last}"): signed}
    found = taken(changed(path, cells, tmp_path / "清河县教育局.xlsx"))
    assert not {"number.unclaimed", "period.conflict", "unit.conflict"} & rules_of(found)


@needs_office
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_saved_again_by_another_program_it_reads_the_same(suffix: str, tmp_path: Path) -> None:
    files = []
    for form in all_forms():
        path = tmp_path / f"{form.id.replace('/', '-')}.xlsx"
        known = {"unit": "清河县教育局", "code": "01", "period": str(form.first_year)}
        files.append(filled(path, form, sound(form), **known))
        files.append(filled(path.with_stem(f"blank-{path.stem}"), form, {}, **known))
    (tmp_path / suffix).mkdir()
    for place, path in enumerate(saved_by_office(files, suffix, tmp_path / suffix)):
        form = all_forms()[place // 2]
        found = taken(path)
        (submission,) = found.submissions
        wanted: dict[str, Number] = {} if place % 2 else sound(form)
        assert values_of(found) == wanted, path.name
        assert submission.unit_code == "01"
        assert not {"sheet.extra", "number.unclaimed", "cell.hidden"} & rules_of(found)
        if place % 2:
            assert {figure.status for figure in submission.figures} == {Status.BLANK}


def test_amounts_with_cents_are_whole_sums(tmp_path: Path) -> None:
    form = load_form("national/2021")
    amount = "art20_8.administrative_fees"
    path = filled(tmp_path / "t.xlsx", form, {amount: Decimal("0.30")})
    assert values_of(taken(path, Register.empty()))[amount] == Decimal("0.3")

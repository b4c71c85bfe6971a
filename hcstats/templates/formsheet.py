"""One sheet of a template: labels locked, entry cells open, totals and lights live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hcstats.cell_addresses import address
from hcstats.forms.definition import Form, Item
from hcstats.layout.marker import DOUBTFUL, FAILED, LIGHT_HEAD, PASSED, RESULT_LABEL
from hcstats.model import Kind
from hcstats.templates.canvas import Position, Sheet
from hcstats.templates.checksheet import FIRST, STATES
from hcstats.templates.derived import totals
from hcstats.templates.filling import Filling
from hcstats.templates.formulas import impossible
from hcstats.templates.lines import Line, Spot
from hcstats.templates.pages import set_up_page
from hcstats.templates.styles import Formats

_MOST = 999_999_999
_FAULTS = {
    Kind.COUNT: "请填 0 或正整数，不填文字、小数和负数。",
    Kind.CHANGE: "请填整数，减少的填负数。",
    Kind.AMOUNT: "请填不小于 0 的金额，至多两位小数，不带单位。",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What all sheets of a template share."""

    form: Form
    filling: Filling
    spots: Mapping[str, Spot]
    lines: Sequence[Line]


def write_form_sheet(
    page: Any,  # noqa: ANN401  (XlsxWriter ships no types)
    formats: Formats,
    sheet: Sheet,
    around: Around,
    title: str,
) -> None:
    """The sheet drawn, filled with what is known, and protected."""
    merged = {(m[0], m[1]): m for m in sheet.merges}
    for place, kind in sheet.kinds.items():
        name = _look(sheet, place, kind, around)
        if place in merged:
            top, left, bottom, right = merged[place]
            page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", formats[name])
        if place in sheet.keys:
            _write_figure(page, formats[name], place, around, sheet.keys[place])
        else:
            text = str(sheet.cells.get(place, ""))
            page.write_string(place[0] - 1, place[1] - 1, text, formats[name])
    _lights(page, formats, sheet, around)
    _colours(page, formats, sheet, around)
    set_up_page(page, formats, sheet, around.form, around.filling, title)
    _result(page, formats, sheet, around)
    page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _look(sheet: Sheet, place: Position, kind: str, around: Around) -> str:
    key = sheet.keys.get(place)
    if key is None:
        upright = kind == "label" and any(m[:2] == place and m[2] > m[0] for m in sheet.merges)
        return "section" if upright else kind
    if key in totals(around.form):
        return "total"
    return "opening" if key in around.filling.notes else "value"


def _write_figure(page: Any, look: Any, place: Position, around: Around, key: str) -> None:  # noqa: ANN401
    row, column = place[0] - 1, place[1] - 1
    parts = totals(around.form).get(key)
    value = around.filling.values.get(key)
    if parts is not None:
        cells = ",".join(address(around.spots[part].place) for part in parts)
        # Blank while nothing is filled in: a form that nobody touched is no report of zeros.
        # A space for the result: XlsxWriter takes an empty text for none.
        formula = f'=IF(COUNT({cells})=0,"",SUM({cells}))'
        page.write_formula(row, column, formula, look, " " if value is None else value)
        return
    if value is None:
        page.write_blank(row, column, None, look)
    else:
        page.write_number(row, column, value, look)
    if key in around.filling.notes:
        page.write_comment(row, column, around.filling.notes[key], {"author": "hcstats"})
    page.data_validation(row, column, row, column, _validation(around.form.items[key], place))


def _validation(item: Item, place: Position) -> dict[str, Any]:
    """What Excel lets into a cell, and what it says before and after."""
    at = address(place)
    tests: dict[Kind, dict[str, Any]] = {
        Kind.COUNT: {"validate": "integer", "criteria": ">=", "value": 0},
        Kind.CHANGE: {
            "validate": "integer",
            "criteria": "between",
            "minimum": -_MOST,
            "maximum": _MOST,
        },
        Kind.AMOUNT: {
            "validate": "custom",
            "value": f"=AND(ISNUMBER({at}),{at}>=0,ROUND({at},2)={at})",
        },
    }
    column = "" if item.column.code == "value" else f" / {item.column.label}"
    unit = f"（单位：{item.unit}）" if item.unit else ""
    return {
        **tests[item.kind],
        "input_title": "填报说明",
        "input_message": f"{item.row.label}{column}{unit}\n{_FAULTS[item.kind]}"[:250],
        "error_title": "填报有误",
        "error_message": _FAULTS[item.kind],
    }


def _lights(page: Any, formats: Formats, sheet: Sheet, around: Around) -> None:  # noqa: ANN401
    """Beside each row of figures: √, or what is wrong in it."""
    column = sheet.width
    page.write_string(3, column, LIGHT_HEAD, formats["light_head"])
    for row in sorted({place[0] for place in sheet.keys}):
        own = [
            number
            for number, line in enumerate(around.lines)
            if line.spot.sheet == sheet.name and line.spot.place[0] == row
        ]
        if not own:
            continue
        first, last = FIRST + own[0], FIRST + own[-1]
        states = f"校验!$H${first}:$H${last}"
        shown = "".join(
            f'IF(COUNTIF({states},"{state}")>0,"{state} "&'
            f'INDEX(校验!$I${first}:$I${last},MATCH("{state}",{states},0)),'
            for state in (FAILED, DOUBTFUL)
        )
        formula = f'={shown}IF(COUNTIF({states},"{PASSED}")>0,"{PASSED}","")))'
        page.write_formula(row - 1, column, formula, formats["light"], _first_light(around, own))
    at = address((1, column + 1)).rstrip("1")
    area = f"{at}4:{at}{sheet.height}"
    for state, look in ((FAILED, "error"), (DOUBTFUL, "doubt"), (PASSED, "good")):
        criteria = {"type": "text", "criteria": "begins with", "value": state}
        page.conditional_format(area, {**criteria, "format": formats[look]})


def _first_light(around: Around, own: Sequence[int]) -> str:
    states = [around.lines[number].first[2] for number in own]
    for state in (FAILED, DOUBTFUL):
        if state in states:
            return f"{state} 请核对"
    return PASSED if PASSED in states else " "


def _colours(page: Any, formats: Formats, sheet: Sheet, around: Around) -> None:  # noqa: ANN401
    """Red where a cell is impossible or leads a broken relation, amber where it wants a look."""
    for place, key in sheet.keys.items():
        wrong = f"={impossible(around.form.items[key].kind, address(place))}"
        _colour(page, formats, place, wrong, "error")
    for number, line in enumerate(around.lines, 1):
        if line.spot.sheet == sheet.name:
            look = "error" if line.bad == FAILED else "doubt"
            state = f'=INDEX({STATES},{number})="{line.bad}"'
            _colour(page, formats, line.spot.place, state, look)


def _colour(page: Any, formats: Formats, place: Position, formula: str, look: str) -> None:  # noqa: ANN401
    row, column = place[0] - 1, place[1] - 1
    rule = {"type": "formula", "criteria": formula, "format": formats[look]}
    page.conditional_format(row, column, row, column, rule)


def _result(page: Any, formats: Formats, sheet: Sheet, around: Around) -> None:  # noqa: ANN401
    """The line over the table that says how all checks of the workbook stand together."""

    def count(state: str) -> str:
        return f'COUNTIF({STATES},"{state}")'

    formula = (
        f'="{RESULT_LABEL}"&IF({count(FAILED)}>0,"有 "&{count(FAILED)}&" 处不符，见“校验”表",'
        f'IF({count(DOUBTFUL)}>0,"有 "&{count(DOUBTFUL)}&" 处须核实，见“校验”表",'
        f'IF({count(PASSED)}>0,"全部通过","尚未填报")))'
    )
    states = [line.first[2] for line in around.lines]
    first = "尚未填报"
    if FAILED in states:
        first = f"有 {states.count(FAILED)} 处不符，见“校验”表"
    elif DOUBTFUL in states:
        first = f"有 {states.count(DOUBTFUL)} 处须核实，见“校验”表"
    elif PASSED in states:
        first = "全部通过"
    page.merge_range(2, 0, 2, sheet.width - 1, "", formats["result"])
    page.write_formula(2, 0, formula, formats["result"], RESULT_LABEL + first)
    for sign, look in (("不符", "error"), ("核实", "doubt"), ("通过", "good")):
        criteria = {"type": "text", "criteria": "containing", "value": sign}
        page.conditional_format(2, 0, 2, 0, {**criteria, "format": formats[look]})

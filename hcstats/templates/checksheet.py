"""The sheet 校验: every relation with its sides, its difference and its state, all live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hcstats.layout.marker import CHECK_SHEET, CHECK_TITLE, DOUBTFUL, FAILED, OPEN, PASSED
from hcstats.model import Number
from hcstats.templates.lines import Line
from hcstats.templates.styles import Formats

STATES = "校验状态"
"""The name of the states' cells: conditional formats reach other sheets only through a name."""
_HEADS = ("序号", "规则", "项目", "应有关系", "左边", "右边", "差额", "状态", "说明")
_WIDTHS = (6, 7, 34, 46, 11, 11, 11, 7, 26)
FIRST = 4
"""The row of the first line, 1-based."""
_HINT = "√ 相符　✗ 不符，须改正　△ 请核实　— 尚未填报或不能判断；点击项目跳到所在单元格"


def write_checks(book: Any, sheet: Any, formats: Formats, found: Sequence[Line]) -> None:  # noqa: ANN401
    """The sheet filled, named and protected."""
    sheet.merge_range(0, 0, 0, 8, CHECK_TITLE, formats["title"])
    sheet.merge_range(1, 0, 1, 8, _HINT, formats["plain"])
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
        sheet.write_string(2, column, head, formats["head"])
        sheet.set_column(column, column, width)
    for number, line in enumerate(found):
        _write_line(sheet, formats, FIRST - 1 + number, number + 1, line)
    last = FIRST + len(found) - 1
    book.define_name(STATES, f"='{CHECK_SHEET}'!$H${FIRST}:$H${last}")
    area = f"H{FIRST}:H{last}"
    for state, name in ((FAILED, "error"), (DOUBTFUL, "doubt"), (PASSED, "good")):
        criteria = {"type": "cell", "criteria": "==", "value": f'"{state}"'}
        sheet.conditional_format(area, {**criteria, "format": formats[name]})
    sheet.set_row(0, 30)
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_line(sheet: Any, formats: Formats, row: int, number: int, line: Line) -> None:  # noqa: ANN401
    at = row + 1
    left, right, state = line.first
    sheet.write_number(row, 0, number, formats["unit"])
    sheet.write_string(row, 1, line.rule, formats["unit"])
    sheet.write_url(row, 2, f"internal:{line.spot.full}", formats["link"], line.item)
    sheet.write_string(row, 3, line.relation, formats["label"])
    sheet.set_row(row, 4 + 16 * max(1, -(-len(line.relation) // 22), -(-len(line.item) // 16)))
    sheet.write_formula(row, 7, f"={_state(line)}", formats["unit"], state)
    difference: Number | str = ""
    if line.left:
        numbers = not isinstance(left, str) and not isinstance(right, str)
        difference = left - right if numbers else ""  # type: ignore[operator]
        for column, side, value in ((4, line.left, left), (5, line.right, right)):
            formula = f'=IF(H{at}="{OPEN}","",{side})'
            sheet.write_formula(row, column, formula, formats["unit"], _cached(value))
        formula = f'=IF(H{at}="{OPEN}","",ROUND(E{at}-F{at},6))'
        sheet.write_formula(row, 6, formula, formats["unit"], _cached(difference))
    else:
        for column in (4, 5, 6):
            sheet.write_blank(row, column, None, formats["unit"])
    sheet.write_formula(row, 8, f"={_words(line, at)}", formats["label"], _first_words(line))


def _state(line: Line) -> str:
    # An empty text compares unequal to both truths: nothing can be said.
    return f'IF({line.fails}="","{OPEN}",IF({line.fails},"{line.bad}","{PASSED}"))'


def _words(line: Line, at: int) -> str:
    if not line.left:
        words = '"请检查该行"'
    elif line.equation:
        words = f'"应等于 "&F{at}&"，相差 "&G{at}'
    else:
        words = f'E{at}&" 与 "&F{at}&" 不合"'
    return f'IF(OR(H{at}="{FAILED}",H{at}="{DOUBTFUL}"),{words},"")'


def _first_words(line: Line) -> str:
    left, right, state = line.first
    if state not in (FAILED, DOUBTFUL):
        return " "
    if line.equation and not isinstance(left, str) and not isinstance(right, str):
        return f"应等于 {right}，相差 {left - right}"
    return f"{left} 与 {right} 不合" if line.left else "请检查该行"


def _cached(value: Number | str) -> Number | str:
    """A result as the file keeps it; XlsxWriter takes an empty text for no result at all."""
    return value if value != "" else " "

"""Title and signature lines, widths and heights, and the page that a sheet is printed on."""

from __future__ import annotations

from typing import Any

from hcstats.forms.definition import Form
from hcstats.templates.canvas import Sheet
from hcstats.templates.filling import Filling
from hcstats.templates.styles import Formats

_A4 = 9
_LINE = 16
"""Height of one line of text, in points."""
_LIGHT_WIDTH = 30
SIGNATURES = ("填报人：", "审核人：", "联系电话：", "填报日期：")


def set_up_page(
    page: Any,  # noqa: ANN401  (XlsxWriter ships no types)
    formats: Formats,
    sheet: Sheet,
    form: Form,
    filling: Filling,
    title: str,
) -> None:
    """The lines around the table, and a page one sheet of A4 wide."""
    width = sheet.width
    year = f"{filling.period}年" if filling.period else ""
    page.merge_range(0, 0, 0, width - 1, f"{year}{title}", formats["title"])
    page.set_row(0, 34)
    right = width - max(1, width // 5)
    _merged(page, 1, 0, right - 1, f"填报单位：{filling.unit}", formats["note"])
    _merged(page, 1, right, width - 1, f"统计年度：{year}", formats["note"])
    page.set_row(1, 2 * _LINE)
    page.set_row(2, 22)
    _signatures(page, formats, sheet)
    widths = _widths(sheet, form)
    for column, size in enumerate(widths):
        page.set_column(column, column, size)
    page.set_column(width, width, _LIGHT_WIDTH)
    _heights(page, sheet, widths)
    first = min(row for row, _ in sheet.keys)
    if not any(kind == "label" for kind in sheet.kinds.values()):
        page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(0.6, 0.6, 0.7, 0.7)
    page.center_horizontally()
    # A wide table shrinks anyway and then has room for all its rows; a list would become tiny.
    page.fit_to_pages(1, 1 if width > 4 else 0)
    page.print_area(0, 0, sheet.height, width - 1)
    page.freeze_panes(first - 1 if sheet.height > 20 else 4, 0)
    if sheet.height > 40:
        page.repeat_rows(3, first - 2)
    page.set_footer("&C第 &P 页 共 &N 页")


def _merged(page: Any, row: int, first: int, last: int, text: str, look: Any) -> None:  # noqa: ANN401
    if last > first:
        page.merge_range(row, first, row, last, text, look)
    else:
        page.write_string(row, first, text, look)


def _signatures(page: Any, formats: Formats, sheet: Sheet) -> None:  # noqa: ANN401
    """Who filled it in: one line across the table, to be written into."""
    text = "　　　　　　　".join(SIGNATURES)
    _merged(page, sheet.height, 0, sheet.width - 1, text, formats["note"])
    page.set_row(sheet.height, 2 * _LINE)


def _widths(sheet: Sheet, form: Form) -> list[float]:
    """Widths by what stands in the columns: labels wide, figures narrow."""
    if sheet.width == 3:
        return [58, 8, 18]
    if sheet.width < 6:
        return [34, *[20] * (sheet.width - 1)]
    if all(kind != "label" for kind in sheet.kinds.values()):
        return [8.5] * sheet.width
    del form
    return [9, 13, 42, *[10] * (sheet.width - 3)]


def _heights(page: Any, sheet: Sheet, widths: list[float]) -> None:  # noqa: ANN401
    """Rows as high as their longest label needs; Excel does not fit merged cells by itself."""
    ends = {(m[0], m[1]): m for m in sheet.merges}
    needed: dict[int, int] = {}
    for place, text in sheet.cells.items():
        top, left, bottom, right = ends.get(place, (*place, *place))
        room = sum(widths[left - 1 : right]) - 1
        # A Chinese character is two digits wide.
        lines = -(-int(len(str(text)) * 2.3) // max(1, int(room)))
        for row in range(top, bottom + 1):
            needed[row] = max(needed.get(row, 1), -(-lines // (bottom - top + 1)))
    for row in range(4, sheet.height + 1):
        page.set_row(row - 1, max(22, 6 + _LINE * needed.get(row, 1)))

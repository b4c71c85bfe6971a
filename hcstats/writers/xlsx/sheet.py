"""One worksheet under the pen: writes values as what they are, never a text as a formula."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hcstats.messages import render
from hcstats.model import Amount, TableValue
from hcstats.writers.shown import clean
from hcstats.writers.xlsx.styles import Styles, lines_needed

_LONGEST = 32_767
LINE = 15.0
"""Points of a line of text."""
MOST_LINES = 27
"""Lines of a row, which can be no higher than 409 points."""
_RICH = ("<r>", "</r>")
"""What xlsxwriter takes for mark-up of its own if a text begins and ends with it."""

_LINK_TEXT = "…"
"""Stands in a linked cell until its number is written."""


def words(value: object, language: str) -> str:
    """A value's words, free of what a workbook cannot hold, cut at Excel's limit."""
    text = clean(render(value, language))
    if text.startswith(_RICH[0]) and text.endswith(_RICH[1]):
        text += " "
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class Pen:
    """A worksheet with the workbook's formats and the language of its words.

    `remember`: what numbers are written, and where, has to be told afterwards.
    """

    def __init__(
        self,
        sheet: Any,  # noqa: ANN401
        styles: Styles,
        language: str,
        *,
        remember: bool = False,
    ) -> None:
        self.sheet = sheet
        self.styles = styles
        self.language = language
        self.numbers: dict[tuple[int, int], Amount] | None = {} if remember else None
        """Every number written, by its 0-based place, if it is remembered."""

    def words(self, value: object) -> str:
        """A value's words as a cell can hold them."""
        return words(value, self.language)

    def text(self, row: int, column: int, value: object, kind: str = "text", **extra: Any) -> None:  # noqa: ANN401
        """Words into a cell, 0-based."""
        self.sheet.write_string(row, column, self.words(value), self.styles.get(kind, **extra))

    def number(self, row: int, column: int, value: Amount, style: Any) -> None:  # noqa: ANN401
        """A number into a cell."""
        self.sheet.write_number(row, column, value.value, style)
        self.note(row, column, value)

    def note(self, row: int, column: int, value: TableValue) -> None:
        """Remember a number that stands in a cell, if numbers are remembered."""
        if self.numbers is None:
            return
        if isinstance(value, int | Decimal):
            value = Amount(value)
        if isinstance(value, Amount) and value.value is not None:
            self.numbers[row, column] = value

    def style(
        self, value: TableValue, format_: str = "text", kind: str = "text", level: int = 0
    ) -> Any:  # noqa: ANN401
        """The format in which a table's value is written; `level` is its depth."""
        if isinstance(value, Amount):
            return self.styles.amount(value, kind=kind)
        if isinstance(value, int | Decimal):
            number_format = "0.00%" if format_ == "percent" else "#,##0"
            return self.styles.get(kind, align="right", num_format=number_format)
        return self.styles.get(kind, indent=2 * level) if level else self.styles.get(kind)

    def value(
        self,
        row: int,
        column: int,
        value: TableValue,
        format_: str = "text",
        kind: str = "text",
        link: str = "",
    ) -> None:
        """A table's value into a cell: numbers as numbers, what is absent as an empty cell.

        `link` is a range of the workbook that a figure with a value leads to.
        """
        if isinstance(value, Amount):
            linked = bool(link) and value.value is not None
            style = self.styles.amount(value, kind=kind, linked=linked)
            if linked:
                # The link stays with the cell when the number takes the place of its text.
                self.sheet.write_url(row, column, f"internal:{link}", string=_LINK_TEXT)
            if value.value is None:
                self.sheet.write_blank(row, column, None, style)
            else:
                self.number(row, column, value, style)
        elif isinstance(value, int | Decimal):
            self.number(row, column, Amount(value), self.style(value, format_, kind))
        elif value is None:
            self.sheet.write_blank(row, column, None, self.styles.get(kind))
        else:
            self.text(row, column, value, kind)

    def merged(
        self, row: int, column: int, last_row: int, last_column: int, value: object, kind: str
    ) -> None:
        """Words over a range; a range of one cell is just that cell."""
        if (row, column) == (last_row, last_column):
            self.text(row, column, value, kind)
        else:
            style = self.styles.get(kind)
            self.sheet.merge_range(row, column, last_row, last_column, "", style)
            self.sheet.write_string(row, column, self.words(value), style)

    def height(self, row: int, texts: list[tuple[str, float]]) -> None:
        """Make a row high enough for its texts in columns of the given widths."""
        lines = max((lines_needed(text, width) for text, width in texts), default=1)
        self.sheet.set_row(row, max(1, min(lines, MOST_LINES)) * LINE)

    def page(self, first_row: int, last_row: int, *, freeze: tuple[int, int] | None = None) -> None:
        """Landscape A4 one page wide, heading rows repeated, page numbers, frozen panes."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.repeat_rows(first_row, last_row)
        self.sheet.set_footer("&C&P / &N")
        if freeze is not None:
            self.sheet.freeze_panes(*freeze)

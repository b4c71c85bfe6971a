"""Cell formats of the workbook, made once each, and widths that fit Chinese text."""

from __future__ import annotations

from typing import Any

from hcstats.model import Amount

_FONT = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
_KINDS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "font_name": "黑体"},
    "stamp": {"align": "left", "font_color": "#404040", "text_wrap": True},
    "head": {
        "bold": True,
        "bg_color": "#DDE6F0",
        "align": "center",
        "text_wrap": True,
        "border": 1,
    },
    "group": {"bold": True, "bg_color": "#F2F2F2", "text_wrap": True, "border": 1},
    "text": {"text_wrap": True, "border": 1},
    "centre": {"align": "center", "text_wrap": True, "border": 1},
    "total": {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#F2F2F2"},
    "note": {"italic": True, "text_wrap": True, "font_color": "#404040"},
    "error": {"text_wrap": True, "border": 1, "font_color": "#B00020"},
    "warning": {"text_wrap": True, "border": 1, "font_color": "#8A5A00"},
}

_LINK = "#0B4F9E"
"""Of numbers that lead to their sources: seen to be links, and not shrill in a column of them."""


class Styles:
    """The formats of one workbook, by what they are for."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  (xlsxwriter ships no types)
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def get(self, kind: str, **extra: Any) -> Any:  # noqa: ANN401
        """The format of a kind, with extra properties."""
        key = (kind, *sorted(extra.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **_KINDS[kind], **extra})
        return self._made[key]

    def amount(self, amount: Amount, *, kind: str = "text", linked: bool = False) -> Any:  # noqa: ANN401
        """The format of a figure: 约 in front of an approximate one, decimals where it has any.

        A `linked` one leads somewhere, and is blue.
        """
        colour = {"font_color": _LINK} if linked else {}
        return self.get(kind, align="right", num_format=number_format(amount), **colour)

    def index(self, style: Any) -> int:  # noqa: ANN401
        """The number by which a sheet's XML calls a format."""
        return int(style._get_xf_index())


def number_format(amount: Amount) -> str:
    """The number format that shows a figure as it is."""
    whole = amount.value is None or amount.value == int(amount.value)
    digits = "#,##0" if whole else "#,##0.00####"
    return f'"约"{digits}' if amount.approximate else digits


def text_width(text: str) -> int:
    """The columns that a text's longest line takes: two for a wide character."""
    return max(map(_width, text.splitlines()), default=0)


def _width(line: str) -> int:
    """The columns of a line: what UTF-8 says in three bytes is wide in a Chinese font."""
    return (len(line) + len(line.encode("utf-8"))) // 2


def lines_needed(text: str, width: float) -> int:
    """The lines that a text takes in a column of that width."""
    room = max(1, int(width) - 1)
    if text.isprintable():
        return max(1, -(-_width(text) // room))
    return sum(max(1, -(-_width(line) // room)) for line in text.splitlines() or ("",))

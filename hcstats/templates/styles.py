"""How a template looks: fonts, borders and tints, as the paper form has them."""

from __future__ import annotations

from typing import Any

_BODY = {"font_name": "仿宋", "font_size": 11, "valign": "vcenter", "text_wrap": True}
_BOXED = {**_BODY, "border": 1}
_WIDE = {"align": "center"}

FORMATS: dict[str, dict[str, Any]] = {
    "title": {**_BODY, **_WIDE, "font_name": "宋体", "font_size": 16, "bold": True},
    "note": {**_BODY, "locked": False},
    "plain": _BODY,
    "result": {**_BODY, "bold": True},
    "head": {**_BOXED, **_WIDE, "font_name": "宋体", "bold": True},
    "label": {**_BOXED, "indent": 1},
    "section": {**_BOXED, **_WIDE},
    "unit": {**_BOXED, **_WIDE},
    "value": {**_BOXED, **_WIDE, "bg_color": "#FFFBE6", "locked": False},
    "opening": {**_BOXED, **_WIDE, "bg_color": "#E3F0FB", "locked": False},
    "total": {**_BOXED, **_WIDE, "bg_color": "#F2F2F2", "bold": True},
    "light_head": {**_BODY, **_WIDE, "font_color": "#7F7F7F"},
    "light": {**_BODY, "font_size": 10, "text_wrap": False},
    "link": {**_BOXED, "indent": 1, "font_color": "#1F4E9E", "underline": 1},
    "error": {"bg_color": "#F8CBAD", "font_color": "#C00000"},
    "doubt": {"bg_color": "#FFE699", "font_color": "#7F6000"},
    "good": {"font_color": "#2E7D32"},
}


class Formats:
    """The formats of one workbook by name, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  (XlsxWriter ships no types)
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        if name not in self._made:
            self._made[name] = self._book.add_format(FORMATS[name])
        return self._made[name]

"""The XML of rows, cells and links, as `streamed.py` takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from hcstats.model import Number

_EXACT = 10**15
"""Integers below this have few enough digits for a binary number."""
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def row_of(number: int, cells: Iterable[str]) -> str:
    """A row (from 0) with its cells."""
    return f'<row r="{number + 1}">{"".join(cells)}</row>'


def height_xml(height: float) -> str:
    """What makes a row that high, in points."""
    return f' ht="{height:.16g}" customHeight="1"'


def number_xml(value: Number) -> str:
    """A number as a workbook writes it, with 16 digits."""
    if isinstance(value, int) and -_EXACT < value < _EXACT:
        return str(value)
    return f"{Decimal(value):.16G}"


def text_xml(text: str) -> str:
    """The content of a cell of words, which nothing in them can leave."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<is><t{space}>{text}</t></is>"


def links_xml(links: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Links from cells to ranges of the workbook, which need no escapes in an attribute."""
    start = "<hyperlinks>"
    for cell, target in links:
        yield f'{start}<hyperlink ref="{cell}" location="{target}" display="{target}"/>'
        start = ""
    if not start:
        yield "</hyperlinks>"


def columns(count: int) -> list[str]:
    """The letters of the first columns."""
    from hcstats.cell_addresses import column_letters  # noqa: PLC0415

    return [column_letters(place + 1) for place in range(count)]


def text_lines(lines: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rows of words without any format, from the first row on; an empty text is no cell."""
    for row, line in enumerate(lines):
        letters = columns(len(line))
        cells = (
            f'<c r="{letter}{row + 1}" t="inlineStr">{text_xml(text)}</c>'
            for letter, text in zip(letters, line, strict=True)
            if text
        )
        yield row_of(row, cells)

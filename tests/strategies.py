"""What Hypothesis draws: submissions as units send them, then spoilt in ways that nobody planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from hcstats.forms.load import form_ids, load_form
from hcstats.model import Cell, CellKind, Grid, Merge, Position
from samples.drawing.book import random_book
from tests.drawn import grids_of

NUMBER_SIGNS = "0123456789.,+-－０５约约无万亿千百十一二三两元件条余/—()（） 或和至%eE#第共其中含注：:；;？多几近左右以上"
number_texts = st.text(NUMBER_SIGNS, max_size=14)
"""Texts of the signs that numbers are written with, mostly in no order that makes sense."""

_values = st.one_of(
    st.integers(-(10**16), 10**16),
    st.integers(0, 99),
    st.decimals(-(10**9), 10**9, places=3, allow_nan=False).map(lambda one: one.normalize()),
)


def _number(value: int | Decimal) -> Cell:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    return Cell(f"{value:f}" if isinstance(value, Decimal) else str(value), CellKind.NUMBER, value)


odd_cells = st.one_of(
    _values.map(_number),
    number_texts.filter(str.strip).map(Cell),
    st.sampled_from([
        Cell("#REF!", CellKind.ERROR), Cell("=SUM(A1)", CellKind.UNCALCULATED),
        Cell("2023-01-01", CellKind.DATE), Cell("TRUE", CellKind.BOOLEAN),
        Cell("50%", CellKind.PERCENT, Decimal("0.5")), Cell("其他"), Cell("总计"), Cell("合计"),
        Cell("（一）"), Cell("填报单位：乙局"), Cell("2019年"), Cell("单位：万元"), Cell("1-2"),
    ]),
)  # fmt: skip
"""What may stand in any cell by a slip of the hand or of a program."""

places: st.SearchStrategy[Position] = st.tuples(st.integers(1, 60), st.integers(1, 14))
merges = st.builds(
    lambda place, down, right: Merge(place[0], place[1], place[0] + down, place[1] + right),
    places, st.integers(0, 3), st.integers(0, 4),
)  # fmt: skip


@st.composite
def books(draw: st.DrawFn, forms: Sequence[str] = ()) -> list[Grid]:
    """The sheets of a faultless submission in one of the layouts that units use."""
    form = draw(st.sampled_from(tuple(forms) or form_ids()))
    return grids_of(random_book(load_form(form), draw(st.integers(0, 10**6)), "甲局", "2023"))


@st.composite
def spoilt_books(draw: st.DrawFn) -> list[Grid]:
    """Such sheets with cells put in, out and about, rows and columns hidden, merges anywhere."""
    return [_spoilt(draw, grid) for grid in draw(books())]


def _spoilt(draw: st.DrawFn, grid: Grid) -> Grid:
    cells = dict(grid.cells)
    filled = sorted(cells)
    for place in draw(st.lists(st.sampled_from(filled), max_size=4)):
        what = draw(st.sampled_from(("away", "odd", "noise", "swap")))
        if what == "away":
            cells.pop(place, None)
        elif what == "odd":
            cells[place] = draw(odd_cells)
        elif what == "swap":
            other = draw(st.sampled_from(filled))
            one, two = cells.pop(place, None), cells.pop(other, None)
            cells |= {at: cell for at, cell in ((place, two), (other, one)) if cell is not None}
        elif place in cells:
            cells[place] = replace(cells[place], text=draw(_noisy(cells[place].text)))
    for place in draw(st.lists(places, max_size=3)):
        cells[place] = draw(odd_cells)
    return replace(
        grid,
        cells=cells,
        merges=(*grid.merges, *draw(st.lists(merges, max_size=2))),
        hidden_rows=grid.hidden_rows | draw(st.frozensets(st.integers(1, 40), max_size=3)),
        hidden_columns=draw(st.frozensets(st.integers(1, 8), max_size=2)),
        hidden=draw(st.booleans()),
    )


def _noisy(text: str) -> st.SearchStrategy[str]:
    """A text with something put into it, or cut out of it."""
    return st.builds(
        lambda at, out, extra: text[:at] + extra + text[at + out :] or "-",
        st.integers(0, len(text)),
        st.integers(0, 3),
        st.sampled_from(["", " ", "\n", "\u3000", "（", "）", "1.", "其他", "12", "：", "\u200b"]),
    )

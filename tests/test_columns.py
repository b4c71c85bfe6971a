"""Tables on the terminal stand as rich would lay them out, which takes it twenty times as long."""

from __future__ import annotations

import io
import os
from unittest import mock

from hypothesis import example, given
from hypothesis import strategies as st
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from hcstats.model import Column, Table, TableValue
from hcstats.writers.terminal import print_tables

WORDS = st.text(alphabet=st.sampled_from("ab-z 约公开信息，é…\n"), max_size=60)
LABELS = WORDS.filter(str.strip)
NUMBERS = st.integers(-10, 10**12)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    formats = ["text", *draw(st.lists(st.sampled_from(["text", "number"]), max_size=8))]
    heads = [draw(LABELS) for _ in formats]
    rows: list[tuple[TableValue, ...]] = []
    for _ in range(draw(st.integers(0, 4))):
        others = [draw(WORDS) if one == "text" else draw(NUMBERS) for one in formats[1:]]
        rows.append((draw(LABELS), *others))
    levels = tuple(draw(st.integers(0, 3)) for _ in rows) if draw(st.booleans()) else ()
    columns = tuple(Column(head, one) for head, one in zip(heads, formats, strict=True))
    return Table("t", "", columns, tuple(rows), levels)


def printed_by_rich(table: Table, width: int) -> str:
    shown = RichTable(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    many = sum(column.format == "number" for column in table.columns) >= 5
    for place, column in enumerate(table.columns):
        head = str(column.title)
        if column.format == "text":
            shown.add_column(Text(head), overflow="fold")
            continue
        widest = max((len(str(row[place])) for row in table.rows), default=1)
        word = max((Text(one).cell_len for one in head.split()), default=1)
        room = max(widest, 6 if many else min(word, max(8, width // 8)))
        shown.add_column(
            Text(head), justify="right", overflow="fold", min_width=widest, max_width=room
        )
    for number, row in enumerate(table.rows):
        level = table.levels[number] if table.levels else 0
        cells = [Text(str(value)) for value in row]
        shown.add_row(Padding(cells[0], (0, 0, 0, 2 * level)), *cells[1:])
    out = Console(file=io.StringIO(), width=width, highlight=False, legacy_windows=False)
    out.print()
    out.print(Text(""))
    out.print(shown)
    text = out.file.getvalue()  # type: ignore[attr-defined]
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@given(tables(), st.integers(40, 110))
@example(Table("t", "", (Column("一" * 50), Column("b", "number")), (("公开" * 40, 10**30),)), 40)
def test_tables_stand_as_rich_lays_them_out(table: Table, width: int) -> None:
    stream = io.StringIO()
    with mock.patch.dict(os.environ, {"COLUMNS": str(width)}):
        print_tables(stream, [table], "zh")
    printed = stream.getvalue()
    if max(map(cell_len, printed.splitlines())) <= width:
        assert printed == printed_by_rich(table, width)
    else:  # where rich would cut
        numbers = {str(value) for row in table.rows for value in row if isinstance(value, int)}
        assert all(number in printed for number in numbers)

"""A marked copy held against the original: nothing but the marks may differ.

Three readings that share nothing with the writing: the parts of the package, openpyxl with
values and with formulas, and the program's own reader.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hcstats.model import Position
from hcstats.readers.xlsx import read_xlsx
from hcstats.writers.returns.annotate import Annotated, Mark
from hcstats.writers.returns.marks import COLOURS
from hcstats.writers.returns.package import parsed

if TYPE_CHECKING:
    from lxml.etree import _Element
    from openpyxl.workbook import Workbook

_MAY_CHANGE = {"fills": {"count"}, "cellXfs": {"count"}, "c": {"s"}, "row": {"spans"}}
"""What the marks alter of elements that were there already, by element."""
_MAY_APPEAR = frozenset(
    {"row", "c", "legacyDrawing", "xf", "fill", "Override", "Relationship", "shape", "shapetype"}
)
"""What the marks add."""


def proves(original: bytes, copy: Annotated) -> bool:
    """Whether a copy is the original with exactly its marks."""
    return (
        _same_parts(original, copy)
        and read_xlsx(original) == read_xlsx(copy.data)
        and _same_book(original, copy, data_only=False)
        and _same_book(original, copy, data_only=True)
    )


def _same_parts(original: bytes, copy: Annotated) -> bool:
    """Whether the untouched parts are byte for byte the same, and the touched only grew."""
    old, new = _parts(original), _parts(copy.data)
    if not (old.keys() <= new.keys() and new.keys() - old.keys() <= copy.touched):
        return False
    for name, data in old.items():
        if data == new[name]:
            continue
        # Comments are compared as texts: one that is extended is built anew.
        comments = b"<comments" in data[:2000] or b":comments" in data[:2000]
        if name not in copy.touched:
            return False
        if not comments and not _grown(parsed(data), parsed(new[name])):
            return False
    return True


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _grown(old: _Element, new: _Element) -> bool:
    """Whether everything of an element is still there, in its order, beside what marks add."""
    if not _alike(old, new):
        return False
    waiting = list(reversed(old))
    for child in new:
        if waiting and _grown(waiting[-1], child):
            waiting.pop()
        elif _plain_name(child) not in _MAY_APPEAR:
            return False
    return not waiting


def _alike(old: _Element, new: _Element) -> bool:
    if old.tag != new.tag or (old.text or "") != (new.text or ""):
        return False
    free = _MAY_CHANGE.get(_plain_name(old), set())
    kept = {key: value for key, value in old.attrib.items() if key not in free}
    return kept == {key: value for key, value in new.attrib.items() if key not in free}


def _plain_name(one: _Element) -> str:
    """The name of an element without its namespace; a comment has none."""
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""


def _same_book(original: bytes, copy: Annotated, *, data_only: bool) -> bool:
    """Whether openpyxl reads the same of both, apart from the marks, and the marks as meant."""
    old, new = _loaded(original, data_only), _loaded(copy.data, data_only)
    if old.sheetnames != new.sheetnames or _names(old) != _names(new):
        return False
    same_styles: dict[object, bool] = {}
    for before, after in zip(old.worksheets, new.worksheets, strict=True):
        marks = {at: mark for (sheet, at), mark in copy.placed.items() if sheet == before.title}
        if list(_frame(before)) != list(_frame(after)):
            return False
        if not _same_cells(before, after, marks, same_styles):
            return False
    return True


def _loaded(data: bytes, data_only: bool) -> Workbook:
    from openpyxl import load_workbook  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), data_only=data_only, keep_vba=True, rich_text=True)
    if book.vba_archive is not None:
        # A copy of all parts, for whoever saves; left open, it fails whenever it is cleared away.
        book.vba_archive.close()
    return book


def _names(book: Workbook) -> list[tuple[str, str]]:
    return [(name, str(one.value)) for name, one in book.defined_names.items()]


def _frame(sheet: Any) -> Iterator[object]:  # noqa: ANN401  (its stubs mix kinds of sheets)
    """What a sheet has besides its cells."""
    yield sheet.title
    yield sheet.sheet_state
    yield sheet.freeze_panes
    yield sheet.auto_filter.ref
    yield sorted(str(area) for area in sheet.merged_cells.ranges)
    yield [(str(rule.sqref), repr(rule)) for rule in sheet.data_validations.dataValidation]
    yield [
        (str(area.sqref), [repr(rule) for rule in rules])
        for area, rules in sheet.conditional_formatting._cf_rules.items()
    ]
    yield {name: (one.width, one.hidden) for name, one in sheet.column_dimensions.items()}
    yield {
        number: (one.height, one.hidden)
        for number, one in sheet.row_dimensions.items()
        if one.height is not None or one.hidden
    }
    yield repr(sheet.protection)


def _same_cells(
    old: Any,  # noqa: ANN401
    new: Any,  # noqa: ANN401
    marks: Mapping[Position, Mark],
    same_styles: dict[object, bool],
) -> bool:
    before, after = old._cells, new._cells
    if not (before.keys() <= after.keys() and after.keys() - before.keys() <= marks.keys()):
        return False
    if not marks.keys() <= after.keys():
        return False
    return all(
        _same_cell(before.get(at), found, marks.get(at), same_styles) for at, found in after.items()
    )


def _same_cell(
    old: Any,  # noqa: ANN401
    new: Any,  # noqa: ANN401
    mark: Mark | None,
    same_styles: dict[object, bool],
) -> bool:
    """Whether a cell is as it was but for its mark; one that was made for it holds nothing."""
    if mark is not None and not _marked(new, mark):
        return False
    if old is None:
        return new.value is None
    if _content(old) != _content(new) or not _same_comment(old, new, mark):
        return False
    if old._style is None or new._style is None:  # covered by a merge: it shows nothing
        return old._style is new._style
    styles = (mark is None, *old._style, *new._style)
    if styles not in same_styles:
        same_styles[styles] = _look(old, mark) == _look(new, mark)
    return same_styles[styles]


def _content(cell: Any) -> object:  # noqa: ANN401
    value = cell.value
    shown = repr(sorted(vars(value).items())) if hasattr(value, "__dict__") else repr(value)
    link = getattr(cell, "hyperlink", None)
    return type(value), shown, cell.data_type, repr(link)


def _look(cell: Any, mark: Mark | None) -> list[str]:  # noqa: ANN401
    parts = [cell.font, cell.border, cell.alignment, cell.protection]
    if mark is None:
        parts.append(cell.fill)
    return [str(cell.number_format), str(cell.quotePrefix), *map(repr, parts)]


def _marked(cell: Any, mark: Mark) -> bool:  # noqa: ANN401
    """Whether a cell shows the colour and carries the words."""
    fill, said = cell.fill, _said(cell)
    coloured = fill.fill_type == "solid" and fill.fgColor.rgb == COLOURS[mark.severity]
    return bool(coloured) and (mark.text in said or said.startswith("[Threaded comment]"))


def _same_comment(old: Any, new: Any, mark: Mark | None) -> bool:  # noqa: ANN401
    """Whether a comment is as it was; in a marked cell it may have grown."""
    before, after = _said(old), _said(new)
    if mark is None or not before:
        return mark is not None or before == after
    return after.startswith(before) and bool(old.comment.author == new.comment.author)


def _said(cell: Any) -> str:  # noqa: ANN401
    found = getattr(cell, "comment", None)
    return "" if found is None else str(found.text)

"""A written workbook read again, row by row: its sheets, and what of them all have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

from hcstats.writers.proving.faults import Shown
from hcstats.writers.proving.rows import Cells, row_texts

_CHUNK = 1 << 18
_ABOUT = "约"


class Sheet(NamedTuple):
    """What stands in the cells of each row of a sheet, and what tells what that shows."""

    cells: Cells
    rows: Iterator[list[str]]

    def shown(self) -> Iterator[list[Shown]]:
        """What the cells of each row show."""
        return ([self.cells[content] for content in row] for row in self.rows)


class Book:
    """A workbook that is being read; `names` are its sheets in their order."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._parts = dict(_sheets(archive))
        self._strings = _strings(archive)
        self._about = _approximate(archive)

    @property
    def names(self) -> list[str]:
        """The names of the sheets, hidden ones too."""
        return list(self._parts)

    def rows(self, name: str) -> Iterator[list[Shown]]:
        """The rows of a sheet from the first on; what is not there is an empty row or cell."""
        return self.sheet(name).shown()

    def sheet(self, name: str) -> Sheet:
        """A sheet as what stands in its cells, to be gone through once."""
        cells = Cells(self._strings, self._about)
        return Sheet(cells, self._contents(name, cells))

    def _contents(self, name: str, cells: Cells) -> Iterator[list[str]]:
        before = 0
        for number, text in row_texts(_chunks(self._archive, self._parts[name])):
            if number <= before:
                raise ValueError(number)
            yield from ([] for _ in range(before + 1, number))
            before = number
            yield cells.row(number, text)


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """A workbook of ours, to be read while the block runs."""
    with ZipFile(path) as archive:
        yield Book(archive)


def _chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _parser(
    start: Callable[[str, Mapping[str, str]], None], data: Callable[[str], None] | None = None
) -> Any:  # noqa: ANN401  (its own type is private)
    from xml.parsers.expat import ParserCreate  # noqa: PLC0415  (our own file)

    parser = ParserCreate()
    parser.StartElementHandler = start
    if data is not None:
        parser.CharacterDataHandler = data
    return parser


def _elements(archive: ZipFile, part: str, start: Callable[[str, Mapping[str, str]], None]) -> None:
    parser = _parser(start)
    for chunk in _chunks(archive, part):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet."""
    names: list[tuple[str, str]] = []
    parts: dict[str, str] = {}

    def sheet(name: str, given: Mapping[str, str]) -> None:
        if name == "sheet":
            names.append((given["name"], given["r:id"]))

    def relation(name: str, given: Mapping[str, str]) -> None:
        if name == "Relationship":
            parts[given["Id"]] = f"xl/{given['Target'].removeprefix('/xl/')}"

    _elements(archive, "xl/workbook.xml", sheet)
    _elements(archive, "xl/_rels/workbook.xml.rels", relation)
    for name, relation_id in names:
        yield name, parts[relation_id]


def _strings(archive: ZipFile) -> list[str]:
    """The shared strings."""
    part = "xl/sharedStrings.xml"
    strings: list[list[str]] = []
    if part not in archive.namelist():
        return []

    def start(name: str, _: Mapping[str, str]) -> None:
        if name == "si":
            strings.append([])

    def data(text: str) -> None:
        if strings:
            strings[-1].append(text)

    parser = _parser(start, data)
    for chunk in _chunks(archive, part):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return ["".join(parts) for parts in strings]


def _approximate(archive: ZipFile) -> frozenset[str]:
    """The cell formats that put 约 before their number."""
    codes: set[str] = set()
    found: list[str] = []
    inside = False

    def start(name: str, given: Mapping[str, str]) -> None:
        nonlocal inside
        if name == "numFmt" and _ABOUT in given["formatCode"]:
            codes.add(given["numFmtId"])
        elif name in ("cellXfs", "cellStyles"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            found.append(given["numFmtId"])

    _elements(archive, "xl/styles.xml", start)
    return frozenset(str(place) for place, code in enumerate(found) if code in codes)

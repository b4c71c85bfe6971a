"""CSV and its kin: the encoding and the delimiter are found out, every field stays text."""

from __future__ import annotations

import csv
import io
import re

from hcstats.model import Grid, Position, say
from hcstats.readers.faults import Unreadable
from hcstats.readers.values import text_cell

_DELIMITERS = (",", "\t", ";", "|", "\uff0c")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
csv.field_size_limit(10_000_000)


def read_csv(data: bytes) -> tuple[Grid, ...]:
    """The one grid of a delimited text; each cell has the address that it would have in Excel."""
    text = decode(data).rstrip("\x1a")  # the end mark of old systems
    if _BINARY.search(text[:100_000]):
        raise Unreadable(
            "file.disguised",
            say("The file is no spreadsheet and no text; have it sent as xlsx. It is not counted."),
        )
    cells = {}
    for number, row in enumerate(_rows(text), 1):
        for column, field in enumerate(row, 1):
            cell = text_cell(field)
            if cell is not None:
                position: Position = (number, column)
                cells[position] = cell
    return (Grid("", cells),)


def decode(data: bytes) -> str:
    """The text of a file: by its mark, else UTF-16 by its zero bytes, UTF-8, GB18030."""
    if data.startswith(b"\xef\xbb\xbf"):
        return _strict(data, "utf-8-sig")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    sample = data[:2000]
    if sample.count(0) > len(sample) // 10:
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return _strict(data, "utf-16-le" if little else "utf-16-be")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030")
    if not text.isascii() and not _CHINESE.search(text):
        # Some Chinese in GB18030 happens to be valid UTF-8, of other scripts.
        try:
            chinese = data.decode("gb18030")
        except UnicodeDecodeError:
            return text
        return chinese if _CHINESE.search(chinese) else text
    return text


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "file.unreadable",
            say(
                "The text is neither UTF-8 nor GB18030 nor UTF-16 (byte {place}); save it as "
                "xlsx or as CSV in UTF-8.",
                place=error.start + 1,
            ),
        ) from error


def _rows(text: str) -> list[list[str]]:
    """The fields of each line, by the delimiter that gives the most lines of equal width."""
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        rest = _parsed(text[declared.end() :], declared.group(1))
        return [[], *rest]
    return max(
        (_parsed(text, delimiter) for delimiter in _DELIMITERS),
        key=_evenness,
    )


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(
            "file.unreadable",
            say("The text cannot be read as CSV ({reason}); save it as xlsx.", reason=error),
        ) from error


def _evenness(rows: list[list[str]]) -> tuple[int, int]:
    """How many lines share the commonest width above one, and that width."""
    counts: dict[int, int] = {}
    for row in rows:
        if len(row) > 1:
            counts[len(row)] = counts.get(len(row), 0) + 1
    best = max(counts, key=lambda width: counts[width], default=0)
    return (counts.get(best, 0), best)

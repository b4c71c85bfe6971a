"""Small parts read by expat, which resolves namespaces and checks that they are well-formed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

_DEEPEST = 100
"""Elements in each other; no part of a workbook has more than some ten."""

Attributes = dict[str, str]


class OddError(Exception):
    """A part that is not as spreadsheet programs write it."""


def local(path: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a path without their namespaces."""
    return tuple(name.rpartition(" ")[2] for name in path)


def feed(parser: XMLParserType, part: Iterable[bytes]) -> None:
    """Gives a part to a parser, piece by piece.

    Raises OddError for what is not well-formed, and for a document type, which no spreadsheet
    program writes.
    """

    def refuse(*_: object) -> None:
        raise OddError("document type")

    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in part:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except ExpatError as error:
        raise OddError(str(error)) from error


def walk(part: Iterable[bytes], visit: Callable[[tuple[str, ...], Attributes], None]) -> None:
    """Calls `visit` for every element with the path of names that leads to it.

    A name is its namespace, a blank and the local name. Raises OddError as `feed` does.
    """
    parser = ParserCreate(namespace_separator=" ")
    path: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        path.append(name)
        if len(path) > _DEEPEST:
            raise OddError("elements too deep in each other")
        visit(tuple(path), attributes)

    def end(_: str) -> None:
        path.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, part)

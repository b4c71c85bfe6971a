"""Small parts read by expat, which resolves namespaces and checks that they are well-formed."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers.expat import ExpatError, ParserCreate

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Attributes = dict[str, str]


class OddError(Exception):
    """A part that is not as spreadsheet programs write it."""


def walk(part: bytes, visit: Callable[[tuple[str, ...], Attributes], None]) -> None:
    """Calls `visit` for every element with the path of names that leads to it.

    A name is its namespace, a blank and the local name. Raises OddError for what is not
    well-formed, and for a document type, which no spreadsheet program writes.
    """
    parser = ParserCreate(namespace_separator=" ")
    path: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        path.append(name)
        visit(tuple(path), attributes)

    def end(_: str) -> None:
        path.pop()

    def refuse(*_: object) -> None:
        raise OddError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(part, True)
    except ExpatError as error:
        raise OddError from error

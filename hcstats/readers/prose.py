"""The running text of a Word document: paragraphs, content controls, and the tables apart."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.model import Grid, HcstatsError, Message, say
from hcstats.readers.changes import accept_changes
from hcstats.readers.content_controls import Control, controls_of
from hcstats.readers.docx import (
    boxes,
    child_of,
    grids_of,
    local_name,
    paragraph_text,
    part_of,
    table_parts,
    value_of,
)
from hcstats.readers.faults import Unreadable
from hcstats.readers.fields import drop_page_numbers
from hcstats.readers.kinds import DOCX, EMPTY, ENCRYPTED, MAIN_PART, TRUNCATED, kind_of
from hcstats.readers.preflight import look

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LARGEST = 50 * 1024 * 1024
_NOTES = (re.compile(r"^word/footnotes\.xml$"), re.compile(r"^word/endnotes\.xml$"))
_MARGIN = re.compile(r"^word/(?:header|footer)\d*\.xml$")
_STYLES = re.compile(r"^word/styles\.xml$")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])")
_LONGEST_HEADING = 60
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with text: its number in the document, the heading above it.

    The number is 0 in notes, headers and footers.
    """

    text: str
    number: int = 0
    heading: str = ""
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A document as its reader sees it; tables of data are grids, and no lines."""

    lines: tuple[Line, ...]
    controls: tuple[Control, ...]
    grids: tuple[Grid, ...]
    tracked: bool
    """Whether it held tracked changes; it is read as if they were accepted."""


def read_prose(path: Path) -> Prose:
    """The text of a docx file.

    Raises HcstatsError that names the file and says what to do for what is no readable docx.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise HcstatsError(
                say("{file} is larger than 50 MB; take the pictures out of it.", file=path)
            )
        data = path.read_bytes()
    except OSError as error:
        raise HcstatsError(
            say("{file} cannot be opened ({reason}).", file=path, reason=error.strerror or error)
        ) from error
    kind = kind_of(data)
    if kind != DOCX:
        raise HcstatsError(say("{file}: {reason}", file=path, reason=_no_docx(kind)))
    try:
        look(kind, data)
        return _prose(data)
    except Unreadable as error:
        raise HcstatsError(say("{file}: {reason}", file=path, reason=error.message)) from error
    except (ValueError, SyntaxError, OSError, zipfile.BadZipFile, RecursionError) as error:
        # lxml's own errors are syntax errors.
        reason = " ".join(f"{error}".split())[:120]
        raise HcstatsError(
            say(
                "{file} is damaged ({reason}); open it in Word or WPS and save it anew.",
                file=path,
                reason=reason,
            )
        ) from error


def _no_docx(kind: str) -> Message:
    """Why something is no docx, and what to do."""
    if kind == ENCRYPTED:
        return say("The file is protected by a password; open it and save it without one.")
    if kind in (TRUNCATED, EMPTY):
        return say("The file is cut off or damaged; open it in Word or WPS and save it anew.")
    return say(
        "The file is no Word document of kind docx (but {kind}); open it in Word or WPS and save "
        "it as docx.",
        kind=kind,
    )


def _prose(data: bytes) -> Prose:
    root = _safe_part(data, MAIN_PART)
    if root is None:
        raise Unreadable("file.unreadable", _no_docx(EMPTY))
    tracked = accept_changes(root)
    walk = _Walk(_heading_styles(_safe_part(data, _STYLES)))
    for child in root:
        walk.block(child)
    for name in _NOTES:
        notes = _safe_part(data, name)
        if notes is None:
            continue
        tracked |= accept_changes(notes)
        for note in notes:
            if _kind(note) not in _SEPARATORS:
                walk.note(note)
    for margin in _margins(data):
        tracked |= accept_changes(margin)
        drop_page_numbers(margin)
        walk.note(margin)
    return Prose(tuple(walk.lines), tuple(controls_of(root)), grids_of(root), tracked)


def _margins(data: bytes) -> Iterator[Element]:
    """The headers and footers of the pages."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted({name for name in archive.namelist() if _MARGIN.match(name)})
    for name in names:
        root = _safe_part(data, re.compile(re.escape(name) + "$"))
        if root is not None:
            yield root


def _safe_part(data: bytes, name: re.Pattern[str]) -> Element | None:
    """A part, None if there is none; one with entities of its own is refused."""
    try:
        root = part_of(data, name)
    except StopIteration:
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(
            "file.unreadable",
            say("The document declares entities, which no Word document does; it is not read."),
        )
    return root


def _kind(note: Element) -> str:
    return next((str(v) for k, v in note.attrib.items() if str(k).endswith("}type")), "")


def _heading_styles(styles: Element | None) -> frozenset[str]:
    """The ids of the styles that make headings, however they are called in a language."""
    found = set()
    for style in styles if styles is not None else ():
        named = (value_of(child_of(style, "name")) or "").lower()
        outlined = child_of(child_of(style, "pPr"), "outlineLvl") is not None
        if outlined or re.match(r"(?:heading|标题)\s*\d", named):
            found |= {str(v) for k, v in style.attrib.items() if str(k).endswith("}styleId")}
    return frozenset(found)


@dataclass
class _Walk:
    """The lines met so far; a heading stands over what follows it."""

    styles: frozenset[str]
    lines: list[Line] = field(default_factory=list)
    number: int = 0
    heading: str = ""

    def block(self, node: Element) -> None:
        """A paragraph as its line; tables of data are left to the grids."""
        name = local_name(node)
        if name == "p":
            self.paragraph(node)
        elif name == "tbl":
            placed, data = table_parts(node)
            for _, cell in placed:
                for child in cell:
                    if not data or local_name(child) == "tbl":
                        self.block(child)
        elif name not in ("sdtPr", "sdtEndPr", "sectPr"):
            for child in node:
                self.block(child)

    def paragraph(self, node: Element) -> None:
        """The line of a paragraph, then those of the boxes that hang on it."""
        text = paragraph_text(node, hidden=True).strip()
        if text:
            self.number += 1
            heads = self._heads(node, text)
            if heads:
                self.heading = text
            self.lines.append(Line(text, self.number, self.heading, heads))
        for box in boxes(node):
            for child in box:
                self.block(child)

    def _heads(self, node: Element, text: str) -> bool:
        properties = child_of(node, "pPr")
        if (value_of(child_of(properties, "pStyle")) or "") in self.styles:
            return True
        if child_of(properties, "outlineLvl") is not None:
            return True
        short = len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", ";"))
        return short and bool(_HEADING.match(text))

    def note(self, node: Element) -> None:
        """The lines of a note, header or footer, which belong to no place of the text."""
        for child in node.iter():
            if local_name(child) == "p" and (text := paragraph_text(child, hidden=True).strip()):
                self.lines.append(Line(text))

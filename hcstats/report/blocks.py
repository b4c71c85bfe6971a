"""From the rendered text to blocks: headings by `#`, paragraphs by blank lines, marks resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hcstats.model import Block, Bound, HcstatsError, Heading, Paragraph, Span, say
from hcstats.report.speech import CLOSE, DIGITS, OPEN, Piece

_DIGITS = {there: digit for digit, there in DIGITS.items()}
_MARK = re.compile(f"{OPEN}([\ue010-\ue019]+){CLOSE}")
_TORN = re.compile("[\ue000-\ue01f]")
_HEADING = re.compile(r"(#{1,3})\s+(.*)")
_BREAK = re.compile(r"\n\s*\n")
_LATIN = re.compile(r"[0-9A-Za-z,.;:)]$")


def blocks(text: str, pieces: Sequence[Piece]) -> tuple[Block, ...]:
    """The blocks of a rendered template; `pieces` are what its marks stand for.

    Raises HcstatsError if a filter or a slice of the template has torn a mark apart.
    """
    if _TORN.search(_MARK.sub("", text)):
        raise HcstatsError(
            say("A number of the data was cut or altered by the template; print n(…) as it is.")
        )
    return tuple(block for chunk in _BREAK.split(text) for block in _chunk(chunk, pieces))


def _chunk(chunk: str, pieces: Sequence[Piece]) -> Iterator[Block]:
    """One paragraph, or the headings and lines of one that no blank line parts."""
    lines: list[str] = []
    for line in (part.strip() for part in chunk.splitlines()):
        heading = _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        yield from _paragraphs(_joined(lines), pieces)
        lines = []
        parts = list(_parts(heading[2], pieces))
        yield Heading(len(heading[1]), tuple(part for part in parts if not isinstance(part, tuple)))
        yield from (block for part in parts if isinstance(part, tuple) for block in part)
    yield from _paragraphs(_joined(lines), pieces)


def _joined(lines: Sequence[str]) -> str:
    """Lines of one paragraph: Chinese needs no space where a line of the template ends."""
    text = ""
    for line in lines:
        text += f" {line}" if _LATIN.search(text) and line[:1].isascii() else line
    return text


def _paragraphs(text: str, pieces: Sequence[Piece]) -> Iterator[Block]:
    """A paragraph, parted where a mark stands for blocks of its own."""
    spans: list[Span] = []
    for part in _parts(text, pieces):
        if isinstance(part, tuple):
            yield from _paragraph(spans)
            spans = []
            yield from part
        else:
            spans.append(part)
    yield from _paragraph(spans)


def _paragraph(spans: Sequence[Span]) -> Iterator[Block]:
    if any(isinstance(span, Bound) or span.strip() for span in spans):
        yield Paragraph(tuple(spans))


def _parts(text: str, pieces: Sequence[Piece]) -> Iterator[str | Piece]:
    end = 0
    for match in _MARK.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        yield pieces[int(match[1].translate(_DIGITS))]
        end = match.end()
    if end < len(text):
        yield text[end:]

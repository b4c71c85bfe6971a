"""A draft as it is held against the data: its lines, and its tables as grids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hcstats.model import Grid, HcstatsError, say
from hcstats.readers.prompt import PROMPT
from hcstats.readers.prose import Line, read_prose


@dataclass(frozen=True, slots=True)
class Draft:
    """The lines of a draft before its appendix, its tables, and whether changes are tracked."""

    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    tracked: bool = False
    appendix: str = ""


def read_draft(path: Path, appendix: str = "", prompts: Collection[str] = ()) -> Draft:
    """A draft in Word's docx; what follows the heading `appendix` is left out.

    So are the `prompts` of the report; one with other words in it is text.

    Raises HcstatsError with what to do for any other kind of file.
    """
    if path.suffix.lower() in (".doc", ".wps", ".rtf", ".odt", ".pdf"):
        raise HcstatsError(
            say(
                "{file}: a draft is read as docx only; open it in Word or WPS and save it as docx.",
                file=path,
            )
        )
    prose = read_prose(path)
    lines = [line for line in prose.lines if _without(prompts, line.text)]
    end = _place_of(appendix, [line.text for line in lines])
    if end is None:
        return Draft(tuple(lines), prose.grids, prose.tracked)
    notes = [line for line in lines[end:] if not line.number]
    heads = _count(appendix, (line.text for line in lines[: end + 1]))
    before = [
        grid
        for place, grid in enumerate(prose.grids)
        if sum(_count(appendix, one.context) for one in prose.grids[: place + 1]) < heads
    ]
    return Draft((*lines[:end], *notes), tuple(before), prose.tracked, appendix)


def _without(prompts: Collection[str], text: str) -> str:
    """A text without the prompts that are the report's own."""
    rest = PROMPT.sub(lambda found: "" if found.group() in prompts else found.group(), text)
    return rest.strip()


def _place_of(appendix: str, texts: Sequence[str]) -> int | None:
    """Where the appendix begins: the last line that is its heading."""
    places = [place for place, text in enumerate(texts) if appendix and text == appendix]
    return places[-1] if places else None


def _count(appendix: str, texts: Iterable[str]) -> int:
    """How often a line of some texts is the heading of the appendix; only the last begins it."""
    return sum(line.strip() == appendix for text in texts for line in text.split("\n"))

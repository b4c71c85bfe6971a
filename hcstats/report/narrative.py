"""The office's own words of a report: from narrative.toml, or from the gaps of a Word file."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hcstats.catalogue import problem
from hcstats.model import HcstatsError, Message, Place, Problem, say
from hcstats.readers.prompt import PROMPT

_LARGEST = 5 * 1024 * 1024
_BREAK = re.compile(r"\n[^\S\n]*\n")
_WRAPPED_LATIN = re.compile(r"(?<=[A-Za-z0-9,.;])\s*\n\s*(?=[A-Za-z0-9])")
_WRAPPED = re.compile(r"\s*\n\s*")
_KEY = re.compile(r"^\s*(?P<key>[A-Za-z0-9_\-]+|\"[^\"]*\"|'[^']*')\s*=\s*(?P<rest>.*)$")
_OPENING = re.compile(r"(\"\"\"|''')")


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of the office: its paragraphs, and where they stand in the file."""

    paragraphs: tuple[str, ...]
    place: Message
    prompted: bool = False
    """Whether a prompt was left beside the words."""


@dataclass(frozen=True)
class Narrative(Mapping[str, tuple[str, ...]]):
    """The office's own words by name: paragraphs; a name without words is a gap and not in it."""

    file: str
    entries: Mapping[str, Entry]

    def __getitem__(self, name: str) -> tuple[str, ...]:
        entry = self.entries[name]
        if not entry.paragraphs:
            raise KeyError(name)
        return entry.paragraphs

    def __iter__(self) -> Iterator[str]:
        return (name for name, entry in self.entries.items() if entry.paragraphs)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def empty(self) -> tuple[str, ...]:
        """Names that the file has without words: gaps still."""
        return tuple(name for name, entry in self.entries.items() if not entry.paragraphs)

    def problems(self, asked: Iterable[str]) -> Iterator[Problem]:
        """What is wrong with the file for a report that asks for these names."""
        names = list(asked)
        for name, entry in self.entries.items():
            if name not in names and entry.paragraphs:
                yield self._unknown(name, entry, names)
            if entry.prompted:
                message = say(
                    "{place}: the prompt 【待填】 still stands in the text of '{name}'; "
                    "take it out.",
                    place=entry.place,
                    name=name,
                )
                yield problem("narrative.prompt", message, Place(self.file), found=name)

    def _unknown(self, name: str, entry: Entry, names: list[str]) -> Problem:
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        hint = (
            say("did you mean '{near}'?", near=near[0])
            if near
            else say("it asks for {names}.", names=tuple(names))
        )
        message = say(
            "{place}: the report asks for no text '{name}', so it is not in it; {hint}",
            place=entry.place,
            name=name,
            hint=hint,
        )
        return problem("narrative.unknown", message, Place(self.file), found=name)


def read_narrative(path: Path) -> Narrative:
    """The office's own words in a file: .docx by its content controls, anything else as TOML.

    Raises HcstatsError with file and line (or number of the control) for what cannot be read and
    for a name that is given twice.
    """
    if path.suffix.lower() in (".docx", ".docm", ".dotx", ".doc", ".wps"):
        return Narrative(path.as_posix(), _of_document(path))
    return Narrative(path.as_posix(), _of_toml(path))


def _of_document(path: Path) -> dict[str, Entry]:
    from hcstats.readers.prose import read_prose  # noqa: PLC0415  (lxml)

    controls = read_prose(path).controls
    if not controls:
        raise HcstatsError(
            say(
                "{file}: there is no content control in it, so no text has a name; fill in the "
                "gaps of a report that hcstats wrote, or use a narrative.toml.",
                file=path,
            )
        )
    entries: dict[str, Entry] = {}
    for control in controls:
        place = say("content control {number} ({name})", number=control.number, name=control.name)
        if control.name in entries:
            raise _twice(path, control.name, entries[control.name].place, place)
        entries[control.name] = Entry(control.paragraphs, place, control.prompted)
    return entries


def _of_toml(path: Path) -> dict[str, Entry]:
    text = _toml_text(path)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise HcstatsError(
            say("{file} cannot be read as TOML: {reason}.", file=path, reason=error)
        ) from error
    lines = _lines_of_keys(text)
    entries: dict[str, Entry] = {}
    for name, value in _flat(data, path, lines):
        place = say("line {line}", line=lines.get(name, [0]).pop(0) if lines.get(name) else "?")
        if name in entries:
            raise _twice(path, name, entries[name].place, place)
        paragraphs = _paragraphs(value)
        prompted = any(PROMPT.search(one) for one in paragraphs)
        entries[name] = Entry(paragraphs, place, prompted)
    return entries


def _toml_text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise HcstatsError(say("{file} is larger than 5 MB, which no text is.", file=path))
        # Notepad puts a byte order mark in front, which TOML does not know.
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise HcstatsError(
            say("{file} cannot be opened ({reason}).", file=path, reason=error.strerror or error)
        ) from error
    except UnicodeDecodeError as error:
        raise HcstatsError(
            say("{file} is not in UTF-8; save it anew with the encoding UTF-8.", file=path)
        ) from error


def _flat(
    data: Mapping[str, object], path: Path, lines: Mapping[str, list[int]], within: str = ""
) -> Iterator[tuple[str, str]]:
    """Names and texts; tables of one level only group them."""
    for name, value in data.items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            yield name, "\n\n".join(value)
        elif isinstance(value, dict) and not within:
            yield from _flat(value, path, lines, name)
        else:
            raise HcstatsError(
                say(
                    "{file}, line {line}: '{name}' is no text; write it in quotes, as "
                    '{name} = """…""".',
                    file=path,
                    line=next(iter(lines.get(name, ())), "?"),
                    name=name,
                )
            )


def _lines_of_keys(text: str) -> dict[str, list[int]]:
    """The lines on which each key stands, those within long texts left out."""
    found: dict[str, list[int]] = {}
    closing = ""
    for number, line in enumerate(text.splitlines(), 1):
        rest = line
        if not closing:
            key = _KEY.match(line)
            if key is None:
                continue
            found.setdefault(key["key"].strip("\"'"), []).append(number)
            rest = key["rest"]
            opening = _OPENING.match(rest)
            if opening is None:
                continue
            closing, rest = opening[1], rest[3:]
        if closing in rest:
            closing = ""
    return found


def _paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs parted by blank lines; the lines of one are joined, as they are only wrapped."""
    chunks = (
        _WRAPPED.sub("", _WRAPPED_LATIN.sub(" ", chunk)).strip() for chunk in _BREAK.split(text)
    )
    return tuple(chunk for chunk in chunks if PROMPT.sub("", chunk).strip())


def _twice(path: Path, name: str, first: Message, second: Message) -> HcstatsError:
    return HcstatsError(
        say(
            "{file}: the text '{name}' is given twice, at {first} and at {second}; leave one.",
            file=path,
            name=name,
            first=first,
            second=second,
        )
    )

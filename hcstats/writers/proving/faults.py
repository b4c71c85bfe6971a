"""How a failed proof is told, and the comparisons that every format shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import wraps
from itertools import zip_longest
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec

from hcstats.model import HcstatsError, Number, say
from hcstats.writers.shown import clean

_Given = ParamSpec("_Given")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_PLACES = Decimal("0.000001")
"""More decimals than any figure or rate has, and fewer than a binary number blurs."""


class Shown(NamedTuple):
    """What a cell of a written file holds, as its format gives it back."""

    text: str = ""
    number: Decimal | None = None
    approximate: bool = False
    formula: str = ""


class Block(NamedTuple):
    """A table of a written file: its title, headings, and rows with whatever stands below."""

    title: str
    heads: list[str]
    rows: Iterable[list[Shown]]


_BESIDE = re.compile(r"\.(?P<stem>.+)-[0-9a-f]{8}")
"""The stem of the name that a file has until it is proved."""


def unproved(path: Path, where: object) -> HcstatsError:
    """The failure of a proof; `where` says what does not read back.

    A file that is written beside is called by the name that it was to have.
    """
    beside = _BESIDE.fullmatch(path.stem)
    path = path.with_stem(beside["stem"]) if beside else path
    return HcstatsError(
        say(
            "'{path}' did not read back as it was written ({where}), and was not kept; the disk "
            "may be full or faulty. If it happens again, please report it.",
            path=path,
            where=where,
        )
    )


def proof(
    prove: Callable[Concatenate[Path, _Given], None],
) -> Callable[Concatenate[Path, _Given], None]:
    """A proof for which a file that cannot even be parsed is not proved."""

    @wraps(prove)
    def proving(path: Path, /, *given: _Given.args, **named: _Given.kwargs) -> None:
        try:
            prove(path, *given, **named)
        except (HcstatsError, OSError):
            raise
        except Exception as error:  # whatever a damaged file makes of a parser
            raise unproved(path, f"{type(error).__name__}: {error}") from error

    return proving


def prove_bytes(path: Path, data: bytes) -> None:
    """Raise HcstatsError unless the file holds exactly these bytes."""
    if path.read_bytes() != data:
        raise unproved(path, say("its bytes"))


def check(path: Path, found: object, wanted: object, where: object) -> None:
    """Raise HcstatsError unless what was found is what was wanted."""
    if found != wanted:
        raise unproved(path, where)


def check_all(path: Path, found: Sequence[object], wanted: Sequence[object], where: object) -> None:
    """Raise HcstatsError at the first that is not as wanted, or if there are more or fewer."""
    check(path, len(found), len(wanted), where)
    for number, (one, other) in enumerate(zip(found, wanted, strict=True), 1):
        if one != other:
            raise unproved(path, say("{where} {number}", where=where, number=number))


def check_each(
    path: Path, found: Iterable[object], wanted: Iterable[object], where: object
) -> None:
    """The same as `check_all` of what comes one at a time."""
    nothing = object()
    pairs = zip_longest(found, wanted, fillvalue=nothing)
    for number, (one, other) in enumerate(pairs, 1):
        if one is nothing or other is nothing or one != other:
            raise unproved(path, say("{where} {number}", where=where, number=number))


def number_in(text: str) -> Decimal | None:
    """The number that a text is, None if it is none; HcstatsError is the caller's to raise."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def rounded(value: Number | float | None) -> Decimal | None:
    """A number so that a decimal and the binary number that a workbook keeps of it are equal."""
    if value is None:
        return None
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(str(value)).quantize(_PLACES).normalize() + 0


def squeezed(text: str) -> str:
    """A text as a writer may leave it: no control characters, each run of white space a blank."""
    # The only white space that is printable is the blank.
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text
    return " ".join(clean(text).split())

"""What an export of ours carries, so that a later run can read it and see what was altered."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from hcstats.messages import LANGUAGES, render
from hcstats.model import Amount, Message, Number, Status, say

EXPORT_TITLE = "hcstats export marker"
EXPORT_VERSION = "1"
WITHOUT_FIGURES = "without figures"
"""A line of the marker: the workbook holds totals alone, so that no run can read it."""

ABOUT_TITLE = say("About this output")
"""Title of the sheet that tells how an output came about."""

FIGURE_COLUMNS = (
    "form",
    "edition",
    "unit_code",
    "unit",
    "period",
    "key",
    "value",
    "status",
    "approximate",
    "file",
    "sheet",
    "cell",
    "text",
)
"""The columns of the interface: attributes of a figure, in this order."""

SOURCE_COLUMNS: dict[str, Message] = {
    "code": say("Code"),
    "unit": say("Unit"),
    "key": say("Key"),
    "item": say("Item"),
    "value": say("Value"),
    "state": say("State"),
    "counted": say("Counted"),
    "file": say("File"),
    "sheet": say("Sheet"),
    "cell": say("Cell"),
    "text": say("As written"),
    "origin": say("First written in"),
}
"""Headings of the sheet of sources (来源), by what stands below them."""

STATUSES: dict[str, Message] = {
    "reported": say("reported"),
    "blank": say("blank"),
    "not_applicable": say("not applicable"),
    "unreadable": say("unreadable"),
}
YES, NO = say("yes"), say("no")

_ABSENT = {Status.BLANK: "b", Status.NOT_APPLICABLE: "n", Status.UNREADABLE: "u"}
_STATUS = {letter: status for status, letter in _ABSENT.items()}
_ABOUT = "~"


def in_any_language(message: Message) -> frozenset[str]:
    """A message's words in each language that an export may be written in."""
    return frozenset(render(message, language) for language in LANGUAGES)


def token(amount: Amount) -> str:
    """An amount in a few characters without blanks: `5`, `~5000` (approximate), `b` (blank)."""
    if amount.value is None:
        return _ABSENT.get(amount.status, "u")
    value = amount.value
    digits = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f"{_ABOUT if amount.approximate else ''}{digits}"


def amount_of(text: str) -> Amount:
    """The amount that a token stands for."""
    if text in _STATUS:
        return Amount(None, status=_STATUS[text])
    number = Decimal(text.removeprefix(_ABOUT))
    whole = number == number.to_integral_value()
    return Amount(int(number) if whole else number, text.startswith(_ABOUT))


def computed_lines(rows: Iterable[Sequence[str | Number | None]]) -> Iterator[str]:
    """Rows of names and numbers as lines that a hash covers."""
    for row in rows:
        yield "\t".join(
            "" if one is None else one if isinstance(one, str) else f"{Decimal(one).normalize():f}"
            for one in row
        )


def digest(run: Iterable[str], rows: Iterable[tuple[str, str, str, Amount]]) -> str:
    """A hash of a run's form, period and rates, and of each counted figure, in any order.

    A figure is its unit code, unit, key and amount.
    """
    found = hashlib.sha256(_bytes("\n".join([*run, ""])))
    blocks = _blocks(rows)
    for owner in sorted(blocks):
        # The lines of one unit begin alike, so that sorted units make all lines sorted.
        for line in sorted(
            zlib.decompress(blocks[owner]).decode("utf-8", "surrogatepass").split("\n")
        ):
            found.update(_bytes(f"\n{line}"))
    return found.hexdigest()


def _blocks(rows: Iterable[tuple[str, str, str, Amount]]) -> dict[str, bytes]:
    """The lines of each unit's figures by how they begin, small: there may be millions."""
    blocks: dict[str, bytes] = {}
    lines = ("\t".join((code, unit, key, token(value))) for code, unit, key, value in rows)
    for owner, own in groupby(lines, lambda line: "\t".join([*line.split("\t", 2)[:2], ""])):
        text = "\n".join(own)
        if owner in blocks:
            text = f"{zlib.decompress(blocks[owner]).decode('utf-8', 'surrogatepass')}\n{text}"
        blocks[owner] = zlib.compress(_bytes(text), 1)
    return blocks


def _bytes(text: str) -> bytes:
    """The text's bytes, also of a file's name that is no UTF-8."""
    return text.encode("utf-8", "surrogatepass")

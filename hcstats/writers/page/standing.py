"""What stands above the tables: the run in a few numbers, and how each unit stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hcstats.board import BoardRow, State
from hcstats.board_remarks import base, remark
from hcstats.board_tables import STATES, summary
from hcstats.model import Coverage, Outcome, Severity, say
from hcstats.record_tables import SEVERITIES
from hcstats.standing import board_of
from hcstats.writers.page.phrases import Phrase, Phrases

TONES: dict[Severity | None, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
    None: "calm",
}
"""How much something wants attention: each tone has a colour and a shape of its own."""


@dataclass(frozen=True, slots=True)
class Card:
    """One number of the overview."""

    label: Phrase
    value: str
    beside: Phrase
    tone: str = "calm"


@dataclass(frozen=True, slots=True)
class Tile:
    """One unit of the board, or a file of which the unit is not known."""

    name: Phrase
    code: Phrase
    states: tuple[Phrase, ...]
    tone: str
    remark: Phrase
    found: Phrase
    """How many errors and warnings there are, if any."""
    group: int | None
    """The number of the group of problems that are listed for it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The board: every expected unit once, then units that were not expected, then files."""

    said: Phrase
    tiles: tuple[Tile, ...]
    left_out: Phrase


def cards(outcome: Outcome, phrases: Phrases) -> Iterator[Card]:
    """Who reported, how the relations came out, what was found."""
    counts = Counter(one.severity for one in outcome.problems if not one.explanation)
    explained = sum(bool(one.explanation) for one in outcome.problems)
    yield _reported(outcome.coverage, phrases)
    rules = outcome.rules
    yield Card(
        phrases(say("Relations that fail")),
        str(rules.failed),
        phrases(
            say("{run} checked, {open} not assessable", run=rules.run, open=rules.not_assessable)
        ),
        "error" if rules.failed else "good",
    )
    yield Card(
        phrases(say("Errors, to be corrected")),
        str(counts[Severity.ERROR]),
        phrases(say("correct before the totals are used"))
        if counts[Severity.ERROR]
        else phrases(say("nothing stands against the totals")),
        "error" if counts[Severity.ERROR] else "good",
    )
    yield Card(
        phrases(say("Warnings, to be looked at")),
        str(counts[Severity.WARNING]),
        phrases(
            say(
                "{infos} infos, {explained} explained",
                infos=counts[Severity.INFO],
                explained=explained,
            )
        ),
        "warning" if counts[Severity.WARNING] else "good",
    )


def _reported(coverage: Coverage, phrases: Phrases) -> Card:
    missing = len(coverage.missing)
    return Card(
        phrases(say("Units that reported")),
        f"{len(coverage.reported)}/{len(coverage.expected)}",
        phrases(say("{count} missing", count=missing))
        if coverage.registered
        else phrases(say("no list of units was given")),
        "missing" if missing else "good",
    )


def standing(outcome: Outcome, groups: Mapping[tuple[str, str], int], phrases: Phrases) -> Standing:
    """The board of the run's units as tiles; `groups` says where the problems of each stand."""
    board = board_of(outcome)
    files = tuple(base(file) for file in board.left_out)
    left_out = say("Left out, by their names no submissions: {files}.", files=files)
    return Standing(
        phrases(summary(board)),
        tuple(_tile(row, groups, phrases) for row in board.rows),
        phrases(left_out) if board.left_out else Phrase(""),
    )


def _tile(row: BoardRow, groups: Mapping[tuple[str, str], int], phrases: Phrases) -> Tile:
    owner = (row.unit.code, row.unit.name or base(row.files[0]))
    counts = {Severity.ERROR: row.errors, Severity.WARNING: row.warnings}
    found = tuple(
        say("{severity} {count}", severity=SEVERITIES[severity], count=count)
        for severity, count in counts.items()
        if count
    )
    return Tile(
        phrases(owner[1]),
        phrases(row.unit.code),
        tuple(phrases(STATES[state]) for state in row.states),
        _tone(row),
        phrases(remark(row)),
        phrases(say("{states}", states=found)),
        groups.get(owner),
    )


def _tone(row: BoardRow) -> str:
    if State.MISSING in row.states:
        return "missing"
    if row.severity is None:
        return "zero" if State.ZERO_REPORT in row.states else "good"
    return TONES[row.severity]

"""What a hint says to the clerk: the cause, each cell, and the value that it should have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hcstats.checks.hints.causes import Candidate
from hcstats.checks.hints.locate import Suspects
from hcstats.checks.hints.system import System
from hcstats.model import Change, Hint, Message, Number, Place, say

_LISTED = 4
"""Corrections that a message names before it only counts the rest."""

_SAID: Mapping[str, Callable[[object, object], Message]] = {
    "total_zero": lambda to, _: say("Perhaps the total was not filled in: {to}.", to=to),
    "left_out": lambda to, what: say("Perhaps '{what}' was left out: {to}.", to=to, what=what),
    "counted_twice": lambda to, what: say(
        "Perhaps '{what}' was counted twice: {to}.", to=to, what=what
    ),
    "subtotal_counted": lambda to, what: say(
        "Perhaps the subtotal '{what}' was counted as well as its parts: {to}.", to=to, what=what
    ),
    "digits_swapped": lambda to, _: say("Perhaps two digits were exchanged: {to}.", to=to),
    "digit_lost": lambda to, _: say("Perhaps a digit was lost: {to}.", to=to),
    "digit_doubled": lambda to, _: say("Perhaps a digit was typed twice: {to}.", to=to),
    "factor_10": lambda to, _: say("Perhaps a nought too many or too few: {to}.", to=to),
    "factor_10000": lambda to, _: say("Perhaps a factor of 10,000 (万) in the unit: {to}.", to=to),
    "neighbours_exchanged": lambda to, _: say(
        "Perhaps two neighbouring cells were exchanged: {to}.", to=to
    ),
    "last_year": lambda to, _: say("Perhaps last year's figure was left standing: {to}.", to=to),
}


def hint(system: System, candidate: Candidate) -> Hint:
    """A cause that has been tried out, in words."""
    changes = _changes(system, candidate.changes)
    what = tuple(candidate.about[:_LISTED])
    message = _SAID[candidate.cause](_corrections(system, changes), what)
    return Hint(candidate.cause, message, changes)


def suspicion(system: System, suspects: Suspects, count: int) -> Hint:
    """The fewest cells that explain several failing relations; changes only if all are known."""
    known = {key: value for key, value in suspects.items() if value is not None}
    if len(known) == len(suspects):
        changes = _changes(system, known)
        message = say(
            "The fewest cells that mend all {count} relations which fail together: {to}.",
            count=count,
            to=_corrections(system, changes),
        )
        return Hint("suspects", message, changes)
    message = say(
        "The fewest cells that can mend all {count} relations which fail together: {cells}.",
        count=count,
        cells=tuple(_address(system, key) for key in suspects),
    )
    return Hint("suspects", message, ())


def _changes(system: System, wanted: Mapping[str, Number]) -> tuple[Change, ...]:
    figures = [(key, system.figures[key], new) for key, new in wanted.items()]
    return tuple(
        Change(key, Place(one.file, one.sheet, one.cell), one.value, new)
        for key, one, new in figures
    )


def _corrections(system: System, changes: Sequence[Change]) -> tuple[Message, ...]:
    listed = [_correction(system, change) for change in changes[:_LISTED]]
    if len(changes) > _LISTED:
        listed.append(say("and {count} more", count=len(changes) - _LISTED))
    return tuple(listed)


def _correction(system: System, change: Change) -> Message:
    cell = _address(system, change.key)
    if change.old is None:
        return say("{cell} should be {new} (now blank)", cell=cell, new=change.new)
    return say("{cell} should be {new} (now {old})", cell=cell, new=change.new, old=change.old)


def _address(system: System, key: str) -> str:
    """The cell; relations do not reach over sheets, and the problem names its own."""
    return system.figures[key].cell or key

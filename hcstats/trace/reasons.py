"""Why a unit's figure adds nothing, and which problems a trace has to tell."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.model import Figure, Message, Outcome, Place, Problem, Severity, Text, UnitRef, say
from hcstats.trace.records import Contribution, State

_LEFT_OUT: dict[str, Message] = {
    "A2.again": say("the same figures came twice; they count once"),
    "A2.twice": say("another submission of the unit, with other figures, is counted"),
    "A2.covered": say("contained in its superior's figures already"),
    "A2.edition": say("on the form of another edition"),
    "A2.period": say("for another year"),
    "unit.unknown": say("the unit is not in the list of units"),
    "unit.missing": say("nothing says which unit it comes from"),
    "unit.conflict": say("two places say different units"),
    "period.conflict": say("two places say different years"),
}
_SILENT: dict[State, Message] = {
    State.BLANK: say("blank: adds nothing, and is no 0"),
    State.NOT_APPLICABLE: say("does not apply: adds nothing, and is no 0"),
    State.UNREADABLE: say("cannot be read as one number; not in the total"),
    State.ABSENT: say("the item does not stand in the unit's submission"),
    State.MISSING: say("has not reported"),
}


def why_nothing(outcome: Outcome, state: State, figure: Figure | None) -> Text:
    """Why a counted unit's figure adds nothing; empty if it has a value."""
    if state is State.REPORTED:
        return ""
    if state is State.UNREADABLE and figure is not None:
        place = Place(figure.file, figure.sheet, figure.cell)
        at_cell = [one for one in outcome.problems if one.place == place and _matters(one)]
        of_key = [
            one
            for one in outcome.problems
            if one.place.file == figure.file and one.key == figure.key and _matters(one)
        ]
        for one in (*at_cell, *of_key):
            return one.message
    return _SILENT[state]


def _matters(one: Problem) -> bool:
    return one.severity is Severity.ERROR


def why_left_out(outcome: Outcome, figure: Figure) -> Text:
    """Why a figure is not counted."""
    for one in outcome.problems:
        whose = (one.unit_code, one.unit) == (figure.unit_code, figure.unit)
        if one.rule in _LEFT_OUT and one.place.file == figure.file and whose:
            return _LEFT_OUT[one.rule]
    if figure.unit == outcome.authority:
        return say("the authority's own tally; it is compared, not added")
    return say("its submission does not count; hcstats check says why")


def why_missing(outcome: Outcome, unit: UnitRef) -> Text:
    """Why nothing of an expected unit counts."""
    for one in outcome.problems:
        if one.rule in _LEFT_OUT and one.unit_code and one.unit_code == unit.code:
            return _LEFT_OUT[one.rule]
    return _SILENT[State.MISSING]


def about(outcome: Outcome, key: str, contributions: Sequence[Contribution]) -> tuple[Problem, ...]:
    """The problems that speak of a key, of one of its cells, or of a relation that it is in."""
    places = {one.place for one in contributions if one.place.cell}
    return tuple(
        one
        for one in outcome.problems
        if one.key == key or one.place in places or key in _spoken_of(one)
    )


def _spoken_of(one: Problem) -> set[str]:
    return {part.partition("=")[0].strip() for part in one.figures.split(";")}

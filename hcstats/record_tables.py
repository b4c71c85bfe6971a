"""Long tables of an outcome: problems, the units' figures, their sources, the run itself."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.layout.export_marker import ABOUT_TITLE
from hcstats.model import (
    Column,
    Lazily,
    Message,
    Outcome,
    Place,
    Problem,
    Severity,
    Table,
    TableValue,
    Text,
    as_it_is,
    say,
)

SEVERITIES: dict[Severity, Message] = {
    Severity.ERROR: say("error"),
    Severity.WARNING: say("warning"),
    Severity.INFO: say("info"),
}


_KEPT = 2_000
"""Rows up to which those of a table are kept; more are made each time they are gone over."""
_INPUT = say("Input, sha256")


def where(place: Place) -> str:
    """A place as a compiler writes it: file[sheet!cell]."""
    inside = "!".join(part for part in (place.sheet, place.cell) if part)
    return f"{place.file}[{inside}]" if inside else place.file


def problem_table(problems: Sequence[Problem]) -> Table:
    """Every problem with its place, unit, what was found and expected, and the likeliest cause."""
    columns = (
        Column(say("Severity")),
        Column(say("Rule")),
        Column(say("File")),
        Column(say("Sheet")),
        Column(say("Cell")),
        Column(say("Unit")),
        Column(say("Item")),
        Column(say("Problem")),
        Column(say("Found")),
        Column(say("Expected")),
        Column(say("Explanation")),
        Column(say("Likely cause")),
    )
    rows = Lazily((problems,), _problem_row, _KEPT)
    return Table(say("Problems"), say("Problems"), columns, rows)


def _problem_row(one: Problem) -> tuple[TableValue, ...]:
    return (
        SEVERITIES[one.severity],
        one.rule,
        one.place.file,
        one.place.sheet,
        one.place.cell,
        one.unit,
        one.key,
        one.message,
        one.found,
        one.expected,
        one.explanation,
        one.hints[0].message if one.hints else "",
    )


def run_table(outcome: Outcome) -> Table:
    """How the output came about: version, command, inputs with their hashes, editions, notes."""
    run = outcome.run
    rows: list[tuple[TableValue, ...]] = [
        (say("Program"), f"hcstats {run.version}"),
        (say("Command"), run.command),
        (say("Form"), outcome.form),
        (say("Period"), outcome.period),
        (say("Authority"), outcome.authority),
        (say("Editions found"), "、".join(run.editions)),
        (say("Relations checked"), _counts(outcome)),
        (say("Numbers"), numbers_said(outcome)),
        (say("Approximate figures"), say("A total with 约 contains a figure that is approximate.")),
        (
            say("Blanks"),
            say("A blank cell or a dash adds nothing to a total and is never shown as 0."),
        ),
        (
            say("Coverage"),
            say(
                "n/m behind a total: n of m expected units reported a number for it; a unit with "
                "an error in the cell is not among them."
            ),
        ),
    ]
    columns = (Column(say("Entry")), Column(say("Content")))
    inputs = Lazily((run.inputs,), _input_row, _KEPT)
    return Table(say("About"), ABOUT_TITLE, columns, Lazily((rows, inputs), as_it_is, _KEPT))


def _input_row(entry: tuple[str, str]) -> tuple[TableValue, ...]:
    name, digest = entry
    return _INPUT, f"{name}  {digest}"


def _counts(outcome: Outcome) -> Message:
    rules = outcome.rules
    return say(
        "{run} relations: {passed} passed, {failed} failed, {not_assessable} not assessable",
        run=rules.run,
        passed=rules.passed,
        failed=rules.failed,
        not_assessable=rules.not_assessable,
    )


def rule_table(outcome: Outcome) -> Table:
    """How often each rule ran and how it came out; what did not run is seen too."""
    columns = (
        Column(say("Rule")),
        Column(say("Tried"), "number"),
        Column(say("Passed"), "number"),
        Column(say("Failed"), "number"),
        Column(say("Not assessable"), "number"),
        Column(say("Remark")),
    )
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (rule, n.run, n.passed, n.failed, n.not_assessable, _not_run(rule, outcome))
        for rule, n in sorted(outcome.by_rule.items(), key=lambda entry: _rank(entry[0]))
    )
    return Table(say("Relations"), say("Relations"), columns, rows)


def _rank(rule: str) -> tuple[str, int]:
    """A2 before A10."""
    return rule.rstrip("0123456789"), int(rule.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ.") or 0)


def _not_run(rule: str, outcome: Outcome) -> Text:
    if outcome.by_rule[rule].run:
        return ""
    if rule in outcome.needs_last:
        return say("needs --previous")
    return say("concerns no unit here")


def numbers_said(outcome: Outcome) -> Message:
    """How many cells held numbers, and what became of them."""
    numbers = outcome.numbers
    return say(
        "{all} cells with numbers: {claimed} read as figures, {declared} declared to be none, "
        "{unclaimed} unclaimed.",
        all=numbers.all,
        claimed=numbers.claimed,
        declared=numbers.declared,
        unclaimed=numbers.unclaimed,
    )

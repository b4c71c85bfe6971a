"""Problems on the terminal, one a line like a compiler's, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TextIO

from hcstats.messages import render
from hcstats.model import Message, Outcome, Problem, Severity, say
from hcstats.record_tables import SEVERITIES, numbers_said, rule_table, where
from hcstats.writers.shown import clean
from hcstats.writers.terminal import STYLES, console, painted, print_tables

MOST_LINES = 30
"""Problems up to which each is shown when the totals matter more than they do."""
_FIRST = 3
"""Problems of a rule that are shown where there are many."""


def problem_line(problem: Problem, language: str) -> str:
    """One problem on one line: file[sheet!cell]: severity rule message."""
    severity = _severity(problem, language)
    message = clean(render(problem.message, language)).replace("\n", " ")
    line = f"{_front(problem)}{severity} {problem.rule} {message}"
    if problem.explanation:
        told = clean(problem.explanation).replace("\n", " ")
        line += render(say(" Explanation: {text}", text=told), language)
    return line


def _severity(problem: Problem, language: str) -> str:
    severity = render(SEVERITIES[problem.severity], language)
    return severity + (render(say(" (explained)"), language) if problem.explanation else "")


def _front(problem: Problem) -> str:
    place = clean(where(problem.place)).replace("\n", " ")
    return f"{place}: " if place else ""


def print_problems(stream: TextIO, outcome: Outcome, language: str, *, everything: bool) -> None:
    """The problems one a line, infos only counted unless all are wanted, then the verdict.

    Where not all are wanted and there are many, each rule shows its count and first places.
    """
    lines = _Lines(stream, language)
    if everything:
        for problem in outcome.problems:
            lines.problem(problem)
        print_tables(stream, [rule_table(outcome)], language)
        lines.text(numbers_said(outcome))
    else:
        _print_shortly(lines, outcome)
    lines.text(verdict(outcome, language), "bold")


def _print_shortly(lines: _Lines, outcome: Outcome) -> None:
    """The problems that matter, all of them or by rule, then a count of the infos."""
    matter = [one for one in outcome.problems if one.severity is not Severity.INFO]
    if len(matter) > MOST_LINES:
        _print_by_rule(lines, matter)
    else:
        for problem in matter:
            lines.problem(problem)
    infos = Counter(one.rule for one in outcome.problems if one.severity is Severity.INFO)
    if infos:
        listed = "、".join(f"{rule} {count}" for rule, count in infos.most_common())
        text = say(
            "{count} infos ({rules}); hcstats check lists them.",
            count=sum(infos.values()),
            rules=listed,
        )
        lines.text(text)
    if matter or infos:
        lines.text("")


def _print_by_rule(lines: _Lines, problems: Sequence[Problem]) -> None:
    """Each rule with its count and first places, errors first, what is explained last."""
    groups: dict[tuple[bool, bool, str], list[Problem]] = {}
    for one in problems:
        key = (bool(one.explanation), one.severity is not Severity.ERROR, one.rule)
        groups.setdefault(key, []).append(one)
    for key in sorted(groups, key=lambda key: (key[:2], -len(groups[key]))):
        own = groups[key]
        lines.group(own[0], len(own))
        for problem in own[:_FIRST]:
            lines.problem(problem, indent="  ", hints=False)
        if len(own) > _FIRST:
            lines.text(say("  … {count} more", count=len(own) - _FIRST), "dim")
    lines.text(
        say(
            "{count} problems in all; hcstats check lists every one, and so does the sheet of "
            "problems of -o FILE.xlsx.",
            count=len(problems),
        )
    )


def print_some_problems(
    stream: TextIO, outcome: Outcome, problems: Iterable[Problem], language: str
) -> None:
    """Some of the problems one a line, then the verdict on all."""
    lines = _Lines(stream, language)
    for problem in problems:
        lines.problem(problem)
    lines.text(verdict(outcome, language), "bold")


class _Lines:
    """Lines on a stream, coloured where it is a terminal; none is ever broken.

    A line is a record that other programs can read, and there may be tens of thousands: they are
    written as they are, without any layout.
    """

    def __init__(self, stream: TextIO, language: str) -> None:
        self._stream, self._language = stream, language
        self._console = console(stream)
        self._painted: dict[str, list[str]] = {}

    def text(self, text: Message | str, style: str = "") -> None:
        """A sentence."""
        self._stream.write(f"{self._paint(render(text, self._language), style)}\n")

    def group(self, first: Problem, count: int) -> None:
        """The heading over the problems of one rule."""
        severity = self._paint(_severity(first, self._language), STYLES[first.severity])
        text = say("{severity} {rule}: {count}", severity=severity, rule=first.rule, count=count)
        self.text(text)

    def problem(self, problem: Problem, indent: str = "", *, hints: bool = True) -> None:
        """A problem, with its likely causes below it."""
        shown, start = problem_line(problem, self._language), len(_front(problem))
        end = shown.index(" ", start)
        severity = self._paint(shown[start:end], STYLES[problem.severity])
        self._stream.write(f"{indent}{shown[:start]}{severity}{shown[end:]}\n")
        for hint in problem.hints if hints else ():
            cause = clean(render(hint.message, self._language)).replace("\n", " ")
            self.text(f"{indent}    → {cause}", "dim")

    def _paint(self, text: str, style: str) -> str:
        if style not in self._painted:
            self._painted[style] = painted("\0", style, self._console).split("\0")
        before, after = self._painted[style]
        return f"{before}{text}{after}" if text else text


def verdict(outcome: Outcome, language: str) -> str:
    """One line: who reported, what was found, whether the totals may be used."""
    counts = Counter(one.severity for one in outcome.problems if not one.explanation)
    explained = sum(bool(one.explanation) for one in outcome.problems)
    coverage = outcome.coverage
    expected = len(coverage.expected)
    values = {
        "reported": len(coverage.reported),
        "expected": expected,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "infos": counts[Severity.INFO],
        "run": outcome.rules.run,
        "failed": outcome.rules.failed,
        "open": outcome.rules.not_assessable,
    }
    text = say(
        "{reported} of {expected} units; {run} relations checked, {failed} failed, {open} not "
        "assessable; {errors} errors, {warnings} warnings, {infos} infos.",
        **values,
    )
    shown = render(text, language)
    if explained:
        shown += render(say(" {count} warnings are explained.", count=explained), language)
    return shown

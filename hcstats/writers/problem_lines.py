"""Problems on the terminal, one a line like a compiler's, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text as RichText

from hcstats.messages import render
from hcstats.model import Outcome, Problem, Severity, say
from hcstats.record_tables import SEVERITIES, numbers_said, rule_table, where
from hcstats.writers.shown import clean
from hcstats.writers.terminal import STYLES, console, print_tables


def problem_line(problem: Problem, language: str) -> str:
    """One problem on one line: file[sheet!cell]: severity rule message."""
    severity = render(SEVERITIES[problem.severity], language)
    if problem.explanation:
        severity += render(say(" (explained)"), language)
    message = clean(render(problem.message, language)).replace("\n", " ")
    line = f"{_front(problem)}{severity} {problem.rule} {message}"
    if problem.explanation:
        told = clean(problem.explanation).replace("\n", " ")
        line += render(say(" Explanation: {text}", text=told), language)
    return line


def _front(problem: Problem) -> str:
    place = clean(where(problem.place)).replace("\n", " ")
    return f"{place}: " if place else ""


def print_problems(stream: TextIO, outcome: Outcome, language: str, *, everything: bool) -> None:
    """The problems one a line, infos only counted unless all are wanted, then the verdict."""
    out = console(stream)
    infos: Counter[str] = Counter()
    printed = False
    for problem in outcome.problems:
        if problem.severity is Severity.INFO and not everything:
            infos[problem.rule] += 1
            continue
        _print(out, problem, language)
        printed = True
    if infos:
        listed = "、".join(f"{rule} {count}" for rule, count in infos.most_common())
        text = say(
            "{count} infos ({rules}); hcstats check lists them.",
            count=sum(infos.values()),
            rules=listed,
        )
        out.print(RichText(render(text, language)), soft_wrap=True)
        printed = True
    if everything:
        print_tables(stream, [rule_table(outcome)], language)
        out.print(RichText(render(numbers_said(outcome), language)), soft_wrap=True)
    elif printed:
        out.print()
    out.print(RichText(verdict(outcome, language), style="bold"), soft_wrap=True)


def print_some_problems(
    stream: TextIO, outcome: Outcome, problems: Iterable[Problem], language: str
) -> None:
    """Some of the problems one a line, then the verdict on all."""
    out = console(stream)
    for problem in problems:
        _print(out, problem, language)
    out.print(RichText(verdict(outcome, language), style="bold"), soft_wrap=True)


def _print(out: Console, problem: Problem, language: str) -> None:
    """One problem with its likely causes below it."""
    shown = problem_line(problem, language)
    line = RichText(shown, overflow="fold")
    start = len(_front(problem))
    line.stylize(STYLES[problem.severity], start, shown.index(" ", start))
    # A line is a record: it is never broken, so that other programs can read it.
    out.print(line, soft_wrap=True)
    for hint in problem.hints:
        cause = clean(render(hint.message, language)).replace("\n", " ")
        out.print(RichText(f"    → {cause}", style="dim"), soft_wrap=True)


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

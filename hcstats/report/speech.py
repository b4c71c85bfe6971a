"""The words that a template has: each number that it prints is bound to what it stands for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hcstats.catalogue import problem
from hcstats.model import (
    Amount,
    Block,
    Bound,
    Chart,
    Gap,
    HcstatsError,
    OfficialTable,
    Paragraph,
    Picture,
    Place,
    Problem,
    Status,
    say,
)
from hcstats.report import policy
from hcstats.report.facts import COUNTS, Facts, Scope, unknown
from hcstats.report.value import Value

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the number of a piece in the rendered text: characters that no real text has."""
DIGITS = {ord(str(digit)): 0xE010 + digit for digit in range(10)}
"""The digits of that number, out of reach of a template's filters."""
PARTIAL = "【不全】"
"""Behind a number that lacks a unit's figure because it could not be read."""
_STYLES = ("auto", "plain", "wan")
_MOST_PLACES = 4

Piece = Bound | tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a partition: its label, and its number and share as they are printed."""

    label: str
    number: str
    percent: str
    zero: bool


@dataclass
class Speech:
    """What a template may call; `pieces` collects what stands behind the marks it returns."""

    facts: Facts
    file: str
    tables: Mapping[str, OfficialTable]
    charts: Mapping[str, Chart]
    own_words: Mapping[str, Sequence[str]]
    pieces: list[Piece] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    """Names and prompts of the office's own words that the template asks for."""
    pictures: bool = False

    def words(self) -> dict[str, Callable[..., object]]:
        """The functions of a template by name."""
        return {
            "n": self.n,
            "said": self.said,
            "zero": self.zero,
            "known": self.known,
            "value": self.value,
            "rate": self.rate,
            "shares": self.shares,
            "units": self.units,
            "unit_names": self.unit_names,
            "table": self.table,
            "chart": self.chart,
            "own": self.own,
        }

    def n(
        self, key: str, scope: Scope = "all", unit: str | None = None, style: policy.Style = "auto"
    ) -> str:
        """A total with its unit of measurement, as the policy prints it."""
        amount = self.facts.amount(key, scope)
        measure = self.facts.unit(key) if unit is None else unit
        if style not in _STYLES:
            raise HcstatsError(unknown(str(style), list(_STYLES)))
        if "%" in measure:
            raise HcstatsError(say("'{key}' is no rate; use rate(…) for one.", key=key))
        if amount.value is None:
            return self._missing(key, scope, amount)
        if self.facts.lower_bound(key, scope):
            text = policy.at_least(amount.value)
        else:
            text = policy.number(amount.value, amount.approximate, style)
        bound = self._bound(key, scope, amount, f"{text}{measure}", measure)
        return bound + (PARTIAL if self.facts.partial(key, scope) else "")

    def said(self, key: str, words: str, scope: Scope = "all") -> str:
        """A zero in words (没有, 未发生); an error if the figure is not zero."""
        amount = self.facts.amount(key, scope)
        if amount.value is None:
            return self._missing(key, scope, amount)
        if self.facts.partial(key, scope):
            return self.n(key, scope)
        if amount.value != 0:
            raise HcstatsError(
                say(
                    "'{words}' says zero, but {key} is {value}.",
                    words=words,
                    key=key,
                    value=amount.value,
                )
            )
        return self._bound(key, scope, amount, words, self.facts.unit(key))

    def zero(self, key: str, scope: Scope = "all") -> bool:
        """Whether a total is a reported zero, of which nothing is missing."""
        return self.facts.amount(key, scope).value == 0 and not self.facts.partial(key, scope)

    def known(self, key: str, scope: Scope = "all") -> bool:
        """Whether there is such a total at all."""
        return self.facts.amount(key, scope).value is not None

    def value(self, key: str, scope: Scope = "all") -> Value | None:
        """The exact value, to be compared; printing it is an error."""
        value = self.facts.amount(key, scope).value
        return None if value is None else Value(value)

    def rate(self, name: str, places: int = policy.PLACES) -> str:
        """An indicator in percent."""
        indicator = self.facts.indicator(name)
        if not isinstance(places, int) or not 0 <= places <= _MOST_PLACES:
            message = say(
                "A rate has 0 to {most} decimals, not {places}.", most=_MOST_PLACES, places=places
            )
            raise HcstatsError(message)
        value = self.facts.indicator_value(name)
        approximate = value.numerator.approximate or value.denominator.approximate
        amount = Amount(value.value, approximate)
        if value.value is None:
            return self._missing(name, "", amount, indicator.label)
        text = policy.percent(value.value, places, approximate)
        lacks = self.facts.partial(f"{indicator.numerator} + {indicator.denominator}")
        bound = self._bound(name, "", amount, text, "%", indicator.label)
        return bound + (PARTIAL if lacks else "")

    def shares(self, name: str) -> list[Part]:
        """The parts of a partition with their shares, which add up to 100%."""
        share = self.facts.share(name)
        amounts = [self.facts.amount(part) for part in share.parts]
        approximate = any(amount.approximate for amount in amounts)
        places = 0 if approximate else policy.PLACES
        percents = policy.shares([amount.value or 0 for amount in amounts], places)
        found = []
        for place, part in enumerate(share.parts):
            label = self.facts.part_label(share, part)
            if not amounts[place].value or not percents:
                found.append(Part(label, "", "", zero=True))
                continue
            exact = Amount(self.facts.indicator_value(share.of(part)).value, approximate)
            text = policy.share(percents[place], places, approximate)
            percent = self._bound(share.of(part), "", exact, text, "%", label)
            found.append(Part(label, self.n(part), percent, zero=False))
        return found

    def units(self, state: str) -> str:
        """How many units are expected, reported or missing."""
        count = len(self.facts.units(state))
        return self._bound(
            f"coverage.{state}", "", Amount(count), f"{count}家", "家", COUNTS[state]
        )

    def unit_names(self, state: str) -> str:
        """The names of the units expected, reported or missing."""
        return "、".join(unit.name for unit in self.facts.units(state))

    def table(self, name: str) -> str:
        """An official table, filled."""
        if name not in self.tables:
            raise HcstatsError(unknown(name, list(self.tables)))
        return self._piece((self.tables[name],))

    def chart(self, name: str) -> str:
        """A chart, where pictures are wanted and there is something to draw."""
        wanted = self.pictures and name in self.charts
        return self._piece((Picture(self.charts[name]),) if wanted else ())

    def own(self, name: str, prompt: str) -> str:
        """The office's own words of that name, or a visible gap that says what belongs there."""
        if not isinstance(name, str) or not isinstance(prompt, str) or OPEN in name + prompt:
            raise HcstatsError(
                say("own(NAME, PROMPT) takes two texts without numbers of the data.")
            )
        self.asked[name] = prompt
        paragraphs = self.own_words.get(name, ())
        blocks: tuple[Block, ...] = tuple(Paragraph((text,), own=True) for text in paragraphs)
        return self._piece(blocks or (Gap(name, prompt),))

    def _missing(self, key: str, scope: str, amount: Amount, label: str = "") -> str:
        label = label or self.facts.label(key)
        unreadable = amount.status is Status.UNREADABLE
        if not scope:
            message = say(
                "The report has no {label}: its denominator is 0 or unknown.", label=label
            )
        elif unreadable:
            message = say(
                "The report has no number for {label}: what was reported cannot be read or added.",
                label=label,
            )
        else:
            message = say(
                "The report has no number for {label}: no unit reported one.", label=label
            )
        self.problems.append(problem("report.no_data", message, Place(self.file), key=key))
        return self._bound(
            key, scope, amount, f"【{'待核' if unreadable else '缺'}：{label}】", "", label
        )

    def _bound(
        self, key: str, scope: str, amount: Amount, printed: str, unit: str, label: str = ""
    ) -> str:
        label = label or self.facts.label(key)
        return self._piece(Bound(key, scope, label, unit, amount, printed, self._line()))

    def _piece(self, piece: Piece) -> str:
        self.pieces.append(piece)
        return f"{OPEN}{str(len(self.pieces) - 1).translate(DIGITS)}{CLOSE}"

    def _line(self) -> int:
        """The template's line that is being rendered."""
        frame = sys._getframe()
        while frame is not None:
            template = frame.f_globals.get("__jinja_template__")
            if template is not None and frame.f_code.co_filename == self.file:
                return int(template.get_corresponding_lineno(frame.f_lineno))
            frame = frame.f_back  # type: ignore[assignment]
        return 0

"""The words that a template has: each number that it prints is bound to what it stands for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hcstats.catalogue import problem
from hcstats.model import (
    Amount,
    Block,
    Bound,
    Chart,
    Gap,
    HcstatsError,
    Number,
    OfficialTable,
    Paragraph,
    Picture,
    Place,
    Problem,
    say,
)
from hcstats.report import policy
from hcstats.report.facts import COUNTS, Facts, Scope, unknown

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the number of a piece in the rendered text: characters that no real text has."""

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
        if amount.value is None:
            return self._missing(key, scope, amount)
        if self.facts.lower_bound(key, scope):
            text = policy.at_least(amount.value)
        else:
            text = policy.number(amount.value, amount.approximate, style)
        return self._bound(key, scope, amount, f"{text}{measure}", measure)

    def said(self, key: str, words: str, scope: Scope = "all") -> str:
        """A zero in words (没有, 未发生); an error if the figure is not zero."""
        amount = self.facts.amount(key, scope)
        if amount.value is None:
            return self._missing(key, scope, amount)
        if amount.value != 0:
            raise HcstatsError(
                say("'{words}' says zero, but {key} is {value}.", words=words, key=key,
                    value=amount.value)
            )
        return self._bound(key, scope, amount, words, self.facts.unit(key))

    def zero(self, key: str, scope: Scope = "all") -> bool:
        """Whether a total is a reported zero."""
        return self.facts.amount(key, scope).value == 0

    def known(self, key: str, scope: Scope = "all") -> bool:
        """Whether there is such a total at all."""
        return self.facts.amount(key, scope).value is not None

    def value(self, key: str, scope: Scope = "all") -> Number | None:
        """The exact value, to be compared; printing it is an error."""
        return self.facts.amount(key, scope).value

    def rate(self, name: str, places: int = policy.PLACES) -> str:
        """An indicator in percent."""
        indicator = self.facts.indicator(name)
        value = self.facts.rate(name)
        if value is None:
            return self._missing(name, "", Amount(None), indicator.label)
        return self._bound(
            name, "", Amount(value), policy.percent(value, places), "%", indicator.label
        )

    def shares(self, name: str) -> list[Part]:
        """The parts of a partition with their shares, which add up to 100%."""
        share = self.facts.share(name)
        amounts = [self.facts.amount(part) for part in share.parts]
        percents = policy.shares([amount.value or 0 for amount in amounts])
        return list(self._parts(name, amounts, percents))

    def _parts(
        self, name: str, amounts: Sequence[Amount], percents: Sequence[Decimal]
    ) -> Iterator[Part]:
        share = self.facts.share(name)
        for place, part in enumerate(share.parts):
            label = self.facts.part_label(share, part)
            if not amounts[place].value:
                yield Part(label, "", "", zero=True)
                continue
            shown = f"{policy.plain(percents[place])}%" if percents else "—"
            exact = self.facts.rate(share.of(part)) if percents else None
            text = self._bound(share.of(part), "", Amount(exact), shown, "%", label)
            yield Part(label, self.n(part), text, zero=False)

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
        self.asked[name] = prompt
        paragraphs = self.own_words.get(name, ())
        blocks: tuple[Block, ...] = tuple(Paragraph((text,), own=True) for text in paragraphs)
        return self._piece(blocks or (Gap(name, prompt),))

    def _missing(self, key: str, scope: str, amount: Amount, label: str = "") -> str:
        label = label or self.facts.label(key)
        message = say("The report has no number for {label}: no unit reported one.", label=label)
        if not scope:
            message = say("The report has no {label}: its denominator is 0 or unknown.", label=label)
        self.problems.append(problem("report.no_data", message, Place(self.file), key=key))
        return self._bound(key, scope, amount, f"【缺：{label}】", "", label)

    def _bound(
        self, key: str, scope: str, amount: Amount, printed: str, unit: str, label: str = ""
    ) -> str:
        label = label or self.facts.label(key)
        return self._piece(Bound(key, scope, label, unit, amount, printed, self._line()))

    def _piece(self, piece: Piece) -> str:
        self.pieces.append(piece)
        return f"{OPEN}{len(self.pieces) - 1}{CLOSE}"

    def _line(self) -> int:
        """The template's line that is being rendered."""
        frame = sys._getframe()  # noqa: SLF001  (the one way to a frame without a traceback)
        while frame is not None:
            template = frame.f_globals.get("__jinja_template__")
            if template is not None and frame.f_code.co_filename == self.file:
                return int(template.get_corresponding_lineno(frame.f_lineno))
            frame = frame.f_back  # type: ignore[assignment]
        return 0

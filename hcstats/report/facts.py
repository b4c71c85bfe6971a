"""What a report can say: amounts by key or expression, rates, shares, counts of units."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from hcstats.forms.definition import Form, Indicator, Share
from hcstats.forms.grammar import Expression, Name, names, parse
from hcstats.item_labels import item_label, plain_label
from hcstats.model import (
    Amount,
    HcstatsError,
    IndicatorValue,
    Label,
    Message,
    Outcome,
    Status,
    Total,
    UnitRef,
    say,
)
from hcstats.stats import amount_of

Scope = Literal["all", "city", "county"]
SCOPES = {"all": "全部单位", "city": "本级", "county": "县（区）"}
COUNTS = {"expected": "应报单位", "reported": "已报单位", "missing": "未报单位"}
_MORE = ("多", "余", "几")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Facts:
    """The outcome of a run as a report asks for it."""

    outcome: Outcome
    form: Form

    @cached_property
    def _amounts(self) -> Mapping[str, Mapping[str, Amount]]:
        found: dict[str, dict[str, Amount]] = {scope: {} for scope in SCOPES}
        for total in (*self.outcome.totals, *self.outcome.groups):
            found[total.group][total.key] = total.amount
        return found

    @cached_property
    def totals(self) -> Mapping[str, Total]:
        """The totals of all units by key."""
        return {total.key: total for total in self.outcome.totals}

    def expression(self, text: str) -> Expression:
        """The keys that a template speaks of, as `a.b` or `a.b + a.c`; HcstatsError if unknown."""
        if not isinstance(text, str):
            raise HcstatsError(say("'{name}' is no key; write it in quotes.", name=text))
        parsed = parse(text)
        for name in names(parsed):
            if name not in self.form.items:
                raise HcstatsError(unknown(name, list(self.form.items)))
        return parsed

    def amount(self, text: str, scope: Scope = "all") -> Amount:
        """The total of a key or the value of an expression over totals, in one scope."""
        parsed = self.expression(text)
        if scope not in SCOPES:
            raise HcstatsError(unknown(str(scope), list(SCOPES)))
        if isinstance(parsed, Name):
            return self._amounts[scope].get(text, Amount(None, status=Status.BLANK))
        return amount_of(parsed, self._amounts[scope])

    def label(self, text: str) -> str:
        """The official label of a key; of an expression the labels of its keys, joined."""
        items = [self.form.items[name] for name in names(self.expression(text))]
        groups, columns = {one.row.group for one in items}, {one.column.code for one in items}
        if len(items) > 1 and len(groups) == len(columns) == 1 and items[0].row.group:
            return f"{items[0].row.group}各项 / {items[0].column.label}"
        rows, heads = {one.row.code for one in items}, {one.column.group for one in items}
        if len(items) > 1 and len(rows) == len(heads) == 1 and items[0].column.group:
            return f"{items[0].row.label} / {items[0].column.group}"
        return "、".join(item_label(self.form, item).text for item in items)

    def partial(self, text: str, scope: Scope = "all") -> bool:
        """Whether a unit's figure is missing from an amount because it could not be read."""
        used = names(self.expression(text))
        return any((scope, name) in self._partial for name in used)

    @cached_property
    def _partial(self) -> frozenset[tuple[str, str]]:
        totals = (*self.outcome.totals, *self.outcome.groups)
        return frozenset((total.group, total.key) for total in totals if total.partial)

    @property
    def whole(self) -> str:
        """What the authority's whole area is called: 全市, 全县; 本机关 if it is no area."""
        last = self.outcome.authority[-1:]
        if not last:
            return "各单位"
        return f"全{last}" if last in "省市州盟区县乡镇旗" else "本机关"

    def scope_name(self, scope: str) -> str:
        """A group of the totals in words; a dash for what is no total of one."""
        if scope == "all":
            return self.whole
        level = self.whole[1:] if self.whole.startswith("全") else ""
        return {"city": f"{level}本级", "county": SCOPES["county"]}.get(scope, "—")

    def unit(self, text: str) -> str:
        """The unit of measurement of a key or an expression."""
        used = names(self.expression(text))
        return self.form.items[used[0]].unit if used else ""

    def lower_bound(self, text: str, scope: Scope = "all") -> bool:
        """Whether the amount is one unit's `200多`: at least so much."""
        if not self.amount(text, scope).approximate:
            return False
        given = self._approximate.get(text, ())
        return bool(given) and all(any(word in said for word in _MORE) for said in given)

    @cached_property
    def _approximate(self) -> Mapping[str, Sequence[str]]:
        """The texts of the approximate figures of each key: all units are gone over once."""
        found: dict[str, list[str]] = {}
        for one in self.outcome.by_unit:
            if one.amount.approximate and one.amount.value is not None:
                found.setdefault(one.key, []).append(one.figure.text)
        return found

    def indicator_value(self, name: str) -> IndicatorValue:
        """The value of an indicator or of a part's share, as a fraction, with its operands."""
        return next(one for one in self.outcome.indicators if one.id == name)

    def indicator(self, name: str) -> Indicator:
        """The definition of an indicator; HcstatsError if there is none of that id."""
        return _named(name, {one.id: one for one in self.form.indicators})

    def share(self, name: str) -> Share:
        """The definition of a partition; HcstatsError if there is none of that id."""
        return _named(name, {one.id: one for one in self.form.shares})

    def part_label(self, share: Share, part: str) -> str:
        """The label of one part of a partition, without its ordinal."""
        entry = self.form.entry(share, part)
        return plain_label(Label(entry.label, entry.gloss)).text

    def units(self, state: str) -> tuple[UnitRef, ...]:
        """The units of one state: expected, reported, missing."""
        _named(state, COUNTS)
        found: tuple[UnitRef, ...] = getattr(self.outcome.coverage, state)
        return found


def _named(name: str, known: Mapping[str, _T]) -> _T:
    if name not in known:
        raise HcstatsError(unknown(name, list(known)))
    return known[name]


def unknown(name: str, known: list[str]) -> Message:
    """That a name is none of those known, with the nearest."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    if near:
        return say("'{name}' is not known; did you mean {near}?", name=name, near="、".join(near))
    return say("'{name}' is not known; known are {known}.", name=name, known="、".join(known[:12]))

"""Rates and shares of every year, computed alike from the figures that the years share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from hcstats.compare.records import Line, ShareLine, Year
from hcstats.forms.definition import Form, Share
from hcstats.forms.grammar import Expression, evaluate, names, parse
from hcstats.model import Amount, Label, Number, Status


def shares_of(years: Sequence[Year], lines: Sequence[Line]) -> tuple[ShareLine, ...]:
    """The newest form's rates and partitions through the years.

    A year in which a figure that is needed is not asked for has none.
    """
    form = years[-1].form
    count = len(years)
    known = [
        {line.concept.keys[0]: line.amounts[place] for line in lines if _single(line)}
        for place in range(count)
    ]
    found = [
        ShareLine(
            one.id,
            Label(one.label, one.gloss),
            None,
            tuple(_rate(one.numerator, one.denominator, amounts) for amounts in known),
        )
        for one in form.indicators
    ]
    for share in form.shares:
        found += _of_partition(form, share, lines, count)
    return tuple(found)


def _single(line: Line) -> bool:
    return len(line.concept.keys) == 1


def _rate(numerator: str, denominator: str, amounts: Mapping[str, Amount | None]) -> Decimal | None:
    above, below = _value(parse(numerator), amounts), _value(parse(denominator), amounts)
    return None if above is None or not below else Decimal(above) / Decimal(below)


def _value(expression: Expression, amounts: Mapping[str, Amount | None]) -> Number | None:
    """An expression over one year's amounts: blanks add nothing, what is not asked undoes it."""
    used = [amounts.get(name) for name in names(expression)]
    if any(one is None or one.status is Status.UNREADABLE for one in used):
        return None
    values = {name: amount.value for name in names(expression) if (amount := amounts.get(name))}
    if all(value is None for value in values.values()):
        return None
    found = evaluate(expression, {name: value or 0 for name, value in values.items()})
    return None if isinstance(found, bool) else found


def _of_partition(
    form: Form, share: Share, lines: Sequence[Line], count: int
) -> Iterator[ShareLine]:
    """The share of each part; parts that another edition puts together go together."""
    chosen = _chosen(share, lines)
    complete = sorted(key for line in chosen for key in line.concept.keys) == sorted(share.parts)
    for line in chosen:
        values = tuple(_part(line, chosen, place) if complete else None for place in range(count))
        entry = form.entry(share, line.concept.keys[0])
        label = Label(entry.label, entry.gloss) if _single(line) else line.concept.label
        code = share.of(line.concept.keys[0])
        yield ShareLine(code, label, Label(share.label, share.gloss), values)


def _part(line: Line, parts: Sequence[Line], place: int) -> Decimal | None:
    amounts = [one.amounts[place] for one in parts]
    own = line.amounts[place]
    if own is None or own.value is None:
        return None
    if any(one is None or one.status is Status.UNREADABLE for one in amounts):
        return None
    whole = sum(one.value or 0 for one in amounts if one is not None)
    return Decimal(own.value) / Decimal(whole) if whole else None


def _chosen(share: Share, lines: Sequence[Line]) -> list[Line]:
    """The lines that make up a partition: single parts, or sums of those that some year lacks."""
    parts = [line for line in lines if set(line.concept.keys) <= set(share.parts)]
    whole = {line.concept.keys[0] for line in parts if _single(line) and None not in line.amounts}
    sums = [line for line in parts if not _single(line) and set(line.concept.keys) - whole]
    summed = {key for line in sums for key in line.concept.keys}
    return [
        line
        for line in parts
        if line in sums or (_single(line) and line.concept.keys[0] not in summed)
    ]

"""Numbers that go on with the item of one before them: 其中市本级, 其中自然人, 占."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hcstats.draft.facts import Candidate
from hcstats.draft.naming import Binding, Naming, fits, why_not
from hcstats.draft.sentences import Surroundings, only_scope, other_basis, sentence_of
from hcstats.draft.wording import COLUMN, Seen
from hcstats.layout.running import TextNumber

_SHARE = re.compile(r"占(?:比|总数|全部|合计)?[为约的]*$")


def inherited(
    naming: Naming,
    text: str,
    number: TextNumber,
    around: Surroundings,
    before: Sequence[Binding],
) -> Binding:
    """The item of the nearest bound number before it in the sentence, seen otherwise.

    In another scope where nothing but whose it is stands between; in another column where the
    clause names just one of its row's; as its share of the whole where 占 stands between.
    `before` are the bindings before it, the nearest first.
    """
    first, _ = sentence_of(text, number.start)
    known = [one for one in before if one.candidate is not None and one.number.start >= first]
    last = known[0] if known else None
    found: tuple[Candidate, str] | None = None
    if last is not None and last.candidate is not None and not number.changes:
        between = text[last.number.end : number.start]
        scope = naming.scope(text, number.start, last.candidate)
        nearest = last is before[0]
        if number.sort == "rate" and nearest and _SHARE.search(between) and len(between) < 8:
            share = _share(naming, last.candidate)
            found = (share, last.scope) if share else None
        elif number.sort == "count":
            found = _continued(number, around, last, scope, between if nearest else "\0")
            column = None if found else _column(naming, last.candidate, Seen.of(around))
            if column is not None and not other_basis(
                around, text, number.start, naming.period, column.label
            ):
                found = (column, scope)
    if found is None:
        return Binding(number, around.sentence, None, reason=why_not(number))
    return Binding(number, around.sentence, *found)


def _continued(
    number: TextNumber, around: Surroundings, last: Binding, scope: str, between: str
) -> tuple[Candidate, str] | None:
    """The same item in another scope (共19件，其中市本级5件)."""
    candidate = last.candidate
    alone = not around.behind.strip() and number.unit == last.number.unit
    if candidate is None or not alone or scope == last.scope:
        return None
    return (candidate, scope) if only_scope(between) and fits(number, candidate) else None


def _share(naming: Naming, candidate: Candidate) -> Candidate | None:
    """The share that an item has of its whole, if it is part of just one."""
    form = naming.facts.form
    ids = [one.of(candidate.key) for one in form.shares if candidate.key in one.parts]
    found = [one for one in naming.facts.candidates if one.key in ids]
    return found[0] if len(found) == 1 else None


def _column(naming: Naming, beside: Candidate, seen: Seen) -> Candidate | None:
    """The figure of the same row whose column alone is named."""
    row = beside.row
    found = [
        one
        for one in naming.facts.candidates
        if row
        and one.column
        and one.row == row
        and naming.lexicon.names(one.column, seen) >= COLUMN
    ]
    # 法人或其他组织, the head of several columns, holds the words of one of them, 其他组织.
    heads = [one for one in found if len(one.keys) > 1]
    found = heads or found
    return found[0] if len(found) == 1 else None

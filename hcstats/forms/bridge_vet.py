"""What a definition says of earlier editions, vetted: every figure of both in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hcstats.forms.bridge import Apart, Pair, direct, fillings, named
from hcstats.forms.definition import Form
from hcstats.forms.earlier import Earlier, Link
from hcstats.model import Message, say


def bridge_faults(new: Form, earlier: Earlier, old: Form | None) -> Iterator[Message]:
    """Everything that is wrong with what a definition says of an earlier edition."""
    where = f"earlier {earlier.edition}"
    if old is None:
        yield say("{where}: there is no such form.", where=where)
        return
    for link in earlier.links:
        yield from _link_faults(link, new, old, where)
    built = direct(old, new, earlier)
    entries: list[Pair | Apart] = [*built.pairs, *built.apart]
    sides = (
        ("keys", new, [key for one in entries for key in one.keys]),
        ("was", old, [key for one in entries for key in one.was]),
    )
    for side, form, told in sides:
        counts = Counter(told)
        for key in form.items:
            if counts[key] != 1:
                yield say(
                    "{where} {side}: '{key}' must stand in one link, but stands in {count}.",
                    where=where,
                    side=side,
                    key=key,
                    count=counts[key],
                )


def _link_faults(link: Link, new: Form, old: Form, where: str) -> Iterator[Message]:
    patterns = [("keys", new, one) for one in link.keys] + [("was", old, one) for one in link.was]
    for side, form, pattern in patterns:
        if not named((pattern,), form.items):
            yield _unknown(f"{where} {side}", pattern)
    if link.reason and not (link.note_zh and link.note_en):
        names = ", ".join((*link.keys, *link.was))
        yield say("{where}: {names}: a reason needs note_zh and note_en.", where=where, names=names)
    if link.reason:
        return
    if not link.keys:
        yield say("{where}: what is comparable needs keys; else give a reason.", where=where)
        return
    if link.was and len(link.keys) > 1 and not link.label:
        yield say("{where}: {key}: a sum needs a label.", where=where, key=link.keys[0])
    for side, form, key in _filled(link, new, old):
        if key not in form.items:
            yield _unknown(f"{where} {side}", key)


def _filled(link: Link, new: Form, old: Form) -> Iterator[tuple[str, Form, str]]:
    """Every key that a comparable link speaks of, with its side and form."""
    if not link.was:
        yield from (("was", old, key) for key in named(link.keys, new.items))
        return
    for text in fillings(link.keys, new.items):
        yield from (("keys", new, pattern.replace("*", text)) for pattern in link.keys)
        yield from (("was", old, pattern.replace("*", text)) for pattern in link.was)


def _unknown(where: str, name: str) -> Message:
    return say("{where}: there is no '{name}'.", where=where, name=name)

"""What of two editions can be compared: figures by concept, and what has no counterpart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hcstats.forms.definition import Form
from hcstats.forms.earlier import Earlier, Link
from hcstats.model import HcstatsError, Label, Message, say

_PLAIN = Label("")


@dataclass(frozen=True, slots=True)
class Pair:
    """A concept of both editions: the sum of `keys` is comparable with the sum of `was`.

    `label` names a sum; its text is empty where one key says it.
    """

    keys: tuple[str, ...]
    was: tuple[str, ...]
    label: Label
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart:
    """Figures without a counterpart: of the newer edition `keys`, of the older `was`, and why."""

    keys: tuple[str, ...]
    was: tuple[str, ...]
    reason: str
    note: Message


@dataclass(frozen=True, slots=True)
class Bridge:
    """How a newer edition's figures stand to an older one's; each key of both stands once."""

    old: str
    new: str
    pairs: tuple[Pair, ...]
    apart: tuple[Apart, ...]


def bridge(old: Form, new: Form, load: Callable[[str], Form]) -> Bridge:
    """The bridge from an edition to a newer one, over those between them where it has to be.

    Raises HcstatsError if no definition says how the two stand to each other.
    """
    if old.id == new.id:
        return Bridge(old.id, new.id, tuple(Pair((key,), (key,), _PLAIN) for key in new.items), ())
    steps = _path(old.id, new, load, ())
    if steps is None:
        raise HcstatsError(
            say(
                "No definition says how {new} stands to {old}; an [[earlier]] entry in the file of "
                "{new} would.",
                new=new.id,
                old=old.id,
            )
        )
    built = [direct(load(earlier.edition), form, earlier) for form, earlier in steps]
    whole = built[0]
    for step in built[1:]:
        whole = _composed(step, whole)
    return whole


Step = tuple[Form, Earlier]


def _path(
    old: str, form: Form, load: Callable[[str], Form], seen: tuple[str, ...]
) -> list[Step] | None:
    """The shortest way down to an older edition, the newest step first."""
    found: list[list[Step]] = []
    for earlier in form.earlier:
        if earlier.edition == old:
            return [(form, earlier)]
        if earlier.edition not in seen:
            rest = _path(old, load(earlier.edition), load, (*seen, form.id))
            if rest is not None:
                found.append([(form, earlier), *rest])
    return min(found, key=len, default=None)


def direct(old: Form, new: Form, earlier: Earlier) -> Bridge:
    """The bridge that one definition tells, as it is written."""
    pairs: list[Pair] = []
    apart: list[Apart] = []
    for link in earlier.links:
        if link.reason:
            keys, was = named(link.keys, new.items), named(link.was, old.items)
            apart.append(Apart(tuple(keys), tuple(was), link.reason, _note(link)))
        else:
            pairs += _pairs(link, new)
    order = {key: place for place, key in enumerate(new.items)}
    pairs.sort(key=lambda pair: order[pair.keys[0]])
    return Bridge(old.id, new.id, tuple(pairs), tuple(apart))


def _note(link: Link) -> Message:
    return Message(link.note_en, (), link.note_zh)


def _pairs(link: Link, new: Form) -> Iterator[Pair]:
    notes = (_note(link),) if link.note_en else ()
    if not link.was:
        for key in named(link.keys, new.items):
            yield Pair((key,), (key,), _PLAIN, notes)
        return
    for text in fillings(link.keys, new.items):
        keys = tuple(pattern.replace("*", text) for pattern in link.keys)
        column = new.items[keys[0]].column
        several = len({new.items[key].column.code for key in keys}) == 1 and column.label
        label, gloss = link.label, link.gloss
        if label and several and "*" in link.keys[0]:
            label, gloss = f"{label} / {column.label}", f"{gloss} / {column.gloss}"
        was = tuple(pattern.replace("*", text) for pattern in link.was)
        yield Pair(keys, was, Label(label, gloss), notes)


def named(patterns: Iterable[str], keys: Iterable[str]) -> list[str]:
    """The keys that one of the patterns names, in their order."""
    ends = [pattern.partition("*") for pattern in patterns]
    whole = {pattern for pattern, star, _ in ends if not star}
    open_ = [(front, back) for front, star, back in ends if star]
    if not open_:
        return [key for key in keys if key in whole]
    return [key for key in keys if key in whole or any(_fits(key, *one) for one in open_)]


def _fits(key: str, front: str, back: str) -> bool:
    return key.startswith(front) and key.endswith(back) and len(key) >= len(front) + len(back)


def fillings(patterns: Sequence[str], keys: Iterable[str]) -> list[str]:
    """What stands at the `*` of the first pattern (empty without one), for each key it names."""
    front, _, back = patterns[0].partition("*")
    texts = (key[len(front) : len(key) - len(back)] for key in named(patterns[:1], keys))
    return list(dict.fromkeys(texts))


def _composed(lower: Bridge, upper: Bridge) -> Bridge:
    """Two bridges as one: what is comparable all the way, and where the others end.

    Pairs that share figures of the edition between them go together: if both sides name the
    same figures there, their sums are comparable.
    """
    ended = {key: apart for apart in lower.apart for key in apart.keys}
    pairs: list[Pair] = []
    apart = [Apart(one.keys, (), one.reason, one.note) for one in upper.apart if one.keys]
    apart += [Apart((), one.was, one.reason, one.note) for one in lower.apart if one.was]
    for above, below in _together(upper.pairs, lower.pairs):
        middle = {key for pair in above for key in pair.was}
        keys = tuple(key for pair in above for key in pair.keys)
        was = tuple(key for pair in below for key in pair.was)
        if middle == {key for pair in below for key in pair.keys}:
            labels = [one.label for one in (*below, *above) if one.label.text]
            notes = dict.fromkeys(note for pair in (*above, *below) for note in pair.notes)
            pairs.append(Pair(keys, was, labels[0] if labels else _PLAIN, tuple(notes)))
            continue
        cause = next((ended[key] for key in middle if key in ended), None)
        between = say("In an edition between the two, the figure is asked for in another way.")
        reason, note = (cause.reason, cause.note) if cause else ("absent", between)
        apart.append(Apart(keys, was, reason, note))
    return Bridge(lower.old, upper.new, tuple(pairs), tuple(apart))


def _together(
    upper: Sequence[Pair], lower: Sequence[Pair]
) -> Iterator[tuple[list[Pair], list[Pair]]]:
    """The pairs of two bridges that share figures of the edition between, directly or not."""
    above, below = list(upper), list(lower)
    while above or below:
        group: tuple[list[Pair], list[Pair]] = (
            ([above.pop(0)], []) if above else ([], [below.pop(0)])
        )
        middle = {key for pair in group[0] for key in pair.was}
        middle |= {key for pair in group[1] for key in pair.keys}
        grown = True
        while grown:
            more_below = [pair for pair in below if middle & set(pair.keys)]
            more_above = [pair for pair in above if middle & set(pair.was)]
            grown = bool(more_below or more_above)
            below = [pair for pair in below if pair not in more_below]
            above = [pair for pair in above if pair not in more_above]
            group[0].extend(more_above)
            group[1].extend(more_below)
            middle |= {key for pair in more_below for key in pair.keys}
            middle |= {key for pair in more_above for key in pair.was}
        yield group

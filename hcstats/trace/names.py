"""Which figure or indicator is meant by a name; a name that means none is answered with others."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from hcstats.forms.definition import Form
from hcstats.item_labels import item_label
from hcstats.model import HcstatsError, Label, say

_SPACES = re.compile(r"\s+")
_SHOWN = 6


def key_named(form: Form, name: str) -> str:
    """The key that a key or an official label names.

    Raises HcstatsError with the nearest keys if there is none, or several of that label.
    """
    if name in form.items:
        return name
    wanted = _plain(name)
    labels = {key: _labels(form, key) for key in form.items}
    found = [key for key, own in labels.items() if wanted in own]
    if len(found) == 1:
        return found[0]
    if found:
        raise HcstatsError(
            say(
                "'{name}' is the label of {count} figures; name one by its key: {keys}.",
                name=name,
                count=len(found),
                keys=_told(form, found[:_SHOWN]),
            )
        )
    if name in indicator_labels(form):
        raise HcstatsError(
            say("'{name}' is an indicator; write --indicator {name} instead of a key.", name=name)
        )
    near = _near(name, form.items)
    by_label = {label: key for key, own in labels.items() for label in own}
    alike = difflib.get_close_matches(wanted, by_label, _SHOWN, 0.6)
    inside = [label for label in by_label if len(wanted) > 1 and wanted in label]
    near = list(dict.fromkeys([*near, *(by_label[label] for label in [*alike, *inside])]))
    raise _unknown(form, name, _told(form, near[:_SHOWN]))


def indicator_named(form: Form, name: str) -> str:
    """The id of the indicator that an id or a label names.

    Raises HcstatsError with the nearest ids if there is none.
    """
    labels = indicator_labels(form)
    if name in labels:
        return name
    by_label = {_plain(label.text): one for one, label in labels.items()}
    if _plain(name) in by_label:
        return by_label[_plain(name)]
    near = [*_near(name, labels)]
    near += [by_label[label] for label in difflib.get_close_matches(_plain(name), by_label, 3, 0.5)]
    shown = list(dict.fromkeys(near))[:_SHOWN] or list(labels)[:_SHOWN]
    told = tuple(f"{one} ({labels[one].text})" for one in shown)
    raise HcstatsError(
        say(
            "{form} has no indicator '{name}'. Is one of these meant: {known}?",
            form=form.id,
            name=name,
            known=told,
        )
    )


def indicator_labels(form: Form) -> dict[str, Label]:
    """The label of every indicator and share by its id."""
    labels = {one.id: Label(one.label, one.gloss) for one in form.indicators}
    for share in form.shares:
        for part in share.parts:
            own = item_label(form, form.items[part])
            text, gloss = f"{share.label}：{own.text}", f"{share.gloss}: {own.gloss}"
            labels[share.of(part)] = Label(text, gloss)
    return labels


def _labels(form: Form, key: str) -> set[str]:
    """How a figure may be named: its row's label with the column's, alone where that is enough."""
    item = form.items[key]
    names = (item.row.label, *item.row.aliases)
    if len(form.table(item.table).columns) == 1:
        return {_plain(one) for one in names}
    return {_plain(f"{one}/{item.column.label}") for one in names} | {_plain(item.row.label)}


def _near(name: str, known: Iterable[str]) -> list[str]:
    """Known names that resemble one, the nearest first; also by their last parts alone."""
    known = list(known)
    close = difflib.get_close_matches(name.lower(), known, _SHOWN, 0.6)
    ends = {one.partition(".")[2]: one for one in known}
    tails = difflib.get_close_matches(name.lower(), ends, _SHOWN, 0.7)
    return list(dict.fromkeys([*close, *(ends[one] for one in tails)]))


def _unknown(form: Form, name: str, near: tuple[str, ...]) -> HcstatsError:
    if near:
        return HcstatsError(
            say(
                "{form} has no figure '{name}'. Is one of these meant: {known}?",
                form=form.id,
                name=name,
                known=near,
            )
        )
    return HcstatsError(
        say(
            "{form} has no figure '{name}'; hcstats forms show {form} lists all of them.",
            form=form.id,
            name=name,
        )
    )


def _told(form: Form, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{key} ({item_label(form, form.items[key]).text})" for key in keys)


def _plain(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))

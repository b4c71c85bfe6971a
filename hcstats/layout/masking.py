"""Labels that say nothing of any form: names, titles, signers, which differ from file to file.

They are masked before a layout is remembered, so that the files of two units have one layout. A
text is masked only if no look-up of recognition could find it; whatever compares by resemblance
refuses a masked label (`labels.Unsure`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hcstats.forms.definition import Form
from hcstats.layout.accounting import ASIDE
from hcstats.layout.blocks import NUMBERING
from hcstats.layout.export_marker import EXPORT_TITLE, SOURCE_COLUMNS, in_any_language
from hcstats.layout.labels import COUNTERS, MASKED, Words, unit_in_brackets, words
from hcstats.layout.marker import is_aid
from hcstats.layout.measures import ASIDE_HEADS, CAPTION
from hcstats.layout.plain_heads import ROLE_HEADS, SEPARATOR
from hcstats.layout.vocabulary import Vocabulary, vocabulary

_OURS = (EXPORT_TITLE, *(own for head in SOURCE_COLUMNS.values() for own in in_any_language(head)))
_SPOKEN = frozenset(
    {*COUNTERS, *ASIDE_HEADS, *NUMBERING, *ROLE_HEADS, *(words(own).full for own in _OURS)}
)


class Mask:
    """Which texts of a sheet are masked where the given forms are looked for."""

    def __init__(self, forms: Sequence[Form], pinned: Iterable[str] = ()) -> None:
        lexicons = [vocabulary(form) for form in forms]
        officials = [one for lexicon in lexicons for one in _officials(lexicon)]
        self._labels = {*pinned, *(own for one in officials for own in _spellings(one))}
        self._spoken = {*_SPOKEN, *self._labels}
        self._spoken |= {head for lexicon in lexicons for head in lexicon.groups}
        self._starts = {one.full[:n] for one in officials for n in range(1, len(one.full) + 1)}
        self._words = {
            tuple(words(word).full for word in row.row.words)
            for lexicon in lexicons
            for row in lexicon.rows
            if row.row.words
        }
        self._marks = {words(mark).full for form in forms for mark in form.marks}
        # One look tells of nearly every name that none of these can be in it.
        telling = {some[0] for some in self._words} | self._marks
        self._telling = re.compile("|".join(map(re.escape, sorted(telling))) or "(?!)")

    def canon(self, text: str) -> str:
        """The text of a label, or the mask if it can mean nothing to any of the forms."""
        return MASKED.full if self._neutral(words(text), text) else text

    def _told_by_parts(self, full: str) -> bool:
        """Whether words are in it by which a row or an edition is known."""
        return any(all(word in full for word in some) for some in self._words) or any(
            mark in full for mark in self._marks
        )

    def _neutral(self, shown: Words, text: str) -> bool:
        full = shown.full
        if shown.empty or full in self._spoken or shown.base in self._spoken:
            return False
        parts = SEPARATOR.split(text)
        if len(parts) > 1 and any(words(part).full in self._labels for part in parts):
            return False
        if full in self._starts or unit_in_brackets(shown) or CAPTION.match(full):
            return False
        if self._telling.search(full) and self._told_by_parts(full):
            return False
        return not (is_aid(text) or ASIDE.fullmatch(text.strip()))


def _officials(lexicon: Vocabulary) -> list[Words]:
    rows = [own for row in lexicon.rows for own in (row.label, *row.aliases)]
    return rows + [own for column in lexicon.columns for own in (column.label, *column.aliases)]


def _spellings(label: Words) -> tuple[str, ...]:
    return tuple(spelling for spelling in (label.full, label.base) if spelling)

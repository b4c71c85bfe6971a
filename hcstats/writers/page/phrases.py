"""Words in both languages, each kept once: the page shows one and can change to the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from hcstats.messages import LANGUAGES, render
from hcstats.model import Text
from hcstats.writers.shown import clean


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text in the page's language, and its number among those that differ between languages."""

    text: str
    index: int | None = None

    @property
    def mark(self) -> Markup:
        """The attribute that lets the page find the text's other language; with a space before."""
        return Markup("") if self.index is None else Markup(' data-t="{}"').format(self.index)

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Phrases:
    """Gives out phrases in one language and keeps the pairs that the page needs for both."""

    language: str
    pairs: list[tuple[str, ...]] = field(default_factory=list)
    _places: dict[tuple[str, ...], int] = field(default_factory=dict)

    def __call__(self, value: Text) -> Phrase:
        """The phrase of a text, message or label; nothing in it can act or hide."""
        pair = tuple(clean(render(value, language)) for language in LANGUAGES)
        shown = pair[LANGUAGES.index(self.language)]
        return Phrase(shown) if len(set(pair)) == 1 else Phrase(shown, self._place(pair))

    def index(self, value: Text) -> int:
        """The number of a text, also of one that is the same in both languages."""
        return self._place(tuple(clean(render(value, language)) for language in LANGUAGES))

    def _place(self, pair: tuple[str, ...]) -> int:
        if pair not in self._places:
            self._places[pair] = len(self.pairs)
            self.pairs.append(pair)
        return self._places[pair]

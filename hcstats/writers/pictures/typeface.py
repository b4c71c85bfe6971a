"""The font of the pictures: its own, so that a machine without a Chinese font draws the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.model import HcstatsError, say

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

FILE = Path(__file__).parents[2] / "fonts" / "HcstatsSans-Regular.otf"
FAMILY = "Hcstats Sans"
MISSING = "□"
_MOST_GLYPHS = 65535
_PREFERRED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "SimSun",
    "PingFang SC",
    "WenQuanYi Zen Hei",
)
"""Fonts of the machine that are asked first for a character that is not in the own one."""


def require_matplotlib() -> None:
    """Raise HcstatsError, with what to install, where the extra for charts is not there."""
    try:
        import_module("matplotlib")
    except ImportError as error:
        raise HcstatsError(
            say("Charts need one more package; install it with: pip install hcstats[charts]")
        ) from error


@cache
def _face(file: str) -> FT2Font:
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return FT2Font(file)


@cache
def _known() -> frozenset[int]:
    return frozenset(_face(str(FILE)).get_charmap())


@cache
def _advance(character: str) -> float:
    """The width of a character in ems; a full one where another font will draw it."""
    if ord(character) not in _known():
        return 1.0
    from matplotlib.ft2font import LoadFlags  # noqa: PLC0415

    face = _face(str(FILE))
    face.set_size(100, 72)
    glyph = face.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / 100


def width(text: str, size: float) -> float:
    """How wide a text is in points, set at a size in points."""
    return sum(_advance(character) for character in text) * size


def families(text: str) -> tuple[tuple[str, ...], str]:
    """The font families that draw a text together, and the characters that none of them has.

    The own font draws all that it has, so that pictures do not differ by machine; only a rare
    character (in a name) is looked for in the machine's fonts.
    """
    from matplotlib import font_manager  # noqa: PLC0415

    manager = font_manager.fontManager
    if not any(entry.name == FAMILY for entry in manager.ttflist):
        manager.addfont(str(FILE))
    found = [FAMILY]
    open_ = {character for character in text if ord(character) not in _known()}
    for family, file in _candidates() if open_ else ():
        has = {character for character in open_ if ord(character) in _charmap(file)}
        if has:
            found.append(family)
            open_ -= has
        if not open_:
            break
    return tuple(found), "".join(sorted(open_))


def _candidates() -> Iterable[tuple[str, str]]:
    """Upright fonts of the machine by family, preferred ones first, then by name."""
    from matplotlib import font_manager  # noqa: PLC0415

    plain = {
        entry.name: entry.fname
        for entry in sorted(font_manager.fontManager.ttflist, key=lambda one: one.fname)
        if entry.style == "normal" and entry.name != FAMILY
    }
    order = {family: place for place, family in enumerate(_PREFERRED)}
    return sorted(plain.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))


@cache
def _charmap(file: str) -> frozenset[int]:
    """The characters that a font draws; none if it cannot be opened or draws but placeholders."""
    try:
        found = frozenset(_face(file).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()
    # With more characters than a font can have glyphs, they share boxes: Last Resort and its like.
    return found if len(found) <= _MOST_GLYPHS else frozenset()

"""Content controls of a Word document: texts that go by a name."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hcstats.readers.docx import child_of, is_on, local_name, paragraph_text, value_of
from hcstats.readers.prompt import PROMPT

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(frozen=True, slots=True)
class Control:
    """A content control: the name that it goes by, and its paragraphs if it is filled in.

    `prompted` says that words stand beside a prompt that was left.
    """

    name: str
    paragraphs: tuple[str, ...]
    number: int
    prompted: bool = False


def controls_of(root: Element) -> Iterator[Control]:
    """Every named control in the order of reading; what a control within has is that one's."""
    number = 0
    for node in root.iter():
        if local_name(node) != "sdt":
            continue
        properties = child_of(node, "sdtPr")
        name = _named(properties)
        if not name:
            continue
        number += 1
        shown = is_on(properties, "showingPlcHdr")
        content = child_of(node, "sdtContent")
        texts = [] if content is None or shown else list(_paragraphs(content))
        holds_named = content is not None and any(
            local_name(one) == "sdt" and _named(child_of(one, "sdtPr")) for one in content.iter()
        )
        filled = tuple(one for one in texts if PROMPT.sub("", one).strip())
        if holds_named and not filled:
            continue
        prompted = any(PROMPT.search(one) for one in filled)
        yield Control(name, filled, number, prompted)


def _named(properties: Element | None) -> str:
    """The tag of a control, or the title that Word shows on it."""
    return (
        value_of(child_of(properties, "tag")) or value_of(child_of(properties, "alias")) or ""
    ).strip()


def _paragraphs(content: Element) -> Iterator[str]:
    """The paragraphs of a control without those of named controls within; inline it is one."""
    inline: list[str] = []
    for node in content:
        name = local_name(node)
        if name == "p":
            yield from _cleaned(_without_named(node))
        elif name == "sdt":
            inner = child_of(node, "sdtContent")
            if not _named(child_of(node, "sdtPr")) and inner is not None:
                yield from _paragraphs(inner)
        elif name in ("tbl", "tr", "tc", "customXml", "ins"):
            yield from _paragraphs(node)
        elif name in ("r", "hyperlink", "smartTag", "fldSimple"):
            inline.append(paragraph_text(_wrapped(node)))
    yield from _cleaned("".join(inline))


def _cleaned(text: str) -> Iterator[str]:
    """The lines of a paragraph that hold words."""
    for line in text.split("\n"):
        if line.strip():
            yield line.strip()


def _wrapped(node: Element) -> Element:
    """A run as the only child of a paragraph, since texts are read from paragraphs."""
    from lxml import etree  # noqa: PLC0415

    holder = etree.Element("p")
    holder.append(deepcopy(node))
    return holder


def _without_named(node: Element) -> str:
    """The text of a paragraph without that of the named controls in it."""
    copied = deepcopy(node)
    for inner in [one for one in copied.iter() if local_name(one) == "sdt"]:
        parent = inner.getparent()
        if parent is not None and _named(child_of(inner, "sdtPr")):
            parent.remove(inner)
    return paragraph_text(copied)

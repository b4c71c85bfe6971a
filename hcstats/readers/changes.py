"""Tracked changes of a Word document taken as accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hcstats.readers.docx import child_of, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_GONE = frozenset({"del", "moveFrom"})
_KEPT = frozenset({"ins", "moveTo"})
_PROPERTIES = frozenset({"rPr", "trPr", "tcPr", "pPr"})


def accept_changes(root: Element) -> bool:
    """Whether a part held tracked changes of its text; they are accepted in place.

    Only changes of text count: a changed format changes no number.
    """
    nodes = [one for one in root.iter() if local_name(one) in _GONE | _KEPT | {"cellDel"}]
    for node in nodes:
        parent = node.getparent()
        if parent is None:
            continue
        name = local_name(node)
        within = local_name(parent) in _PROPERTIES
        if within and name in _GONE | {"cellDel"}:
            _drop_holder(parent)
        elif not within and name in _KEPT:
            _unwrap(node, parent)
            continue
        _remove(node)
    for node in [one for one in root.iter() if local_name(one) in ("cellIns", "cellMerge")]:
        _remove(node)
        nodes.append(node)
    return bool(nodes)


def _drop_holder(properties: Element) -> None:
    """A row or cell that was deleted goes; a deleted paragraph mark joins two paragraphs."""
    holder = properties.getparent()
    if holder is None:
        return
    if local_name(properties) in ("trPr", "tcPr"):
        _remove(holder)
        return
    paragraph = holder.getparent() if local_name(holder) == "pPr" else None
    following = paragraph.getnext() if paragraph is not None else None
    if paragraph is None or following is None or local_name(following) != "p":
        return
    place = 0 if child_of(following, "pPr") is None else 1
    for child in [one for one in paragraph if local_name(one) != "pPr"]:
        following.insert(place, child)
        place += 1


def _unwrap(node: Element, parent: Element) -> None:
    place = parent.index(node)
    for child in list(node):
        parent.insert(place, child)
        place += 1
    parent.remove(node)


def _remove(node: Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)

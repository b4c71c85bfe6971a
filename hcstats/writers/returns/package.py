"""An Open XML package taken apart: what is not edited is kept byte for byte."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from hcstats.model import Message, say

if TYPE_CHECKING:
    from lxml.etree import _Element

_LIMIT = 200 * 1024 * 1024
_DATED = (1980, 1, 1, 0, 0, 0)
"""The date of new parts: the same input gives the same bytes."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError)
"""What an archive that is cut off, locked or packed in an unknown way raises."""
CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


class NotEditableError(Exception):
    """A workbook that cannot be edited without risk; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


def odd() -> NotEditableError:
    """The refusal of a workbook that is built in a way that is not expected."""
    return NotEditableError(say("the workbook is built in an unusual way"))


@dataclass(frozen=True, slots=True)
class Relation:
    """How one part refers to another; `target` is the other's name in the package."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a workbook, some of them edited as trees."""

    def __init__(self, data: bytes) -> None:
        """Raises NotEditableError for what is damaged, signed, locked or gigantic."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._infos = archive.infolist()
                self._check()
                self.parts = {info.filename: archive.read(info) for info in self._infos}
        except _DAMAGE as error:
            raise odd() from error
        self._trees: dict[str, _Element] = {}
        self._edited: set[str] = set()

    def _check(self) -> None:
        names = [info.filename.lower() for info in self._infos]
        if len(set(names)) < len(names) or sum(one.file_size for one in self._infos) > _LIMIT:
            raise odd()
        if any(name.startswith("_xmlsignatures/") for name in names):
            raise NotEditableError(say("the workbook is signed, and a change would break that"))

    def tree(self, name: str) -> _Element:
        """A part as a tree, to read."""
        if name not in self._trees:
            if name not in self.parts:
                raise odd()
            self._trees[name] = parsed(self.parts[name])
        return self._trees[name]

    def edit(self, name: str) -> _Element:
        """A part as a tree, of which changes are saved."""
        root = self.tree(name)
        self._edited.add(name)
        return root

    def add(self, name: str, root: _Element) -> None:
        """A new part."""
        self._trees[name] = root
        self._edited.add(name)

    def free_name(self, pattern: str) -> str:
        """A name that no part has: the pattern with the first free number."""
        taken = {name.lower() for name in (*self.parts, *self._trees)}
        numbers = range(1, len(taken) + 2)
        return next(n for n in map(pattern.format, numbers) if n.lower() not in taken)

    def relations(self, part: str) -> list[Relation]:
        """To which other parts a part refers."""
        name = relations_name(part)
        if name not in self.parts and name not in self._trees:
            return []
        return [
            Relation(one.get("Id", ""), one.get("Type", ""), _target(part, one.get("Target", "")))
            for one in self.tree(name)
            if isinstance(one.tag, str) and one.get("TargetMode") != "External"
        ]

    def relate(self, part: str, kind: str, target: str) -> str:
        """The id of a new relation from a part to another."""
        name = relations_name(part)
        if name not in self.parts and name not in self._trees:
            empty = f'<Relationships xmlns="{_RELATIONS}"/>'
            self.add(name, parsed(empty.encode()))
        root = self.edit(name)
        taken = {str(one.get("Id")) for one in root}
        new = next(i for i in map("rId{}".format, range(1, len(taken) + 2)) if i not in taken)
        made = {"Id": new, "Type": kind, "Target": f"/{target}"}
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", made)
        return new

    def declare(self, part: str, content_type: str) -> None:
        """Say of what type a new part is."""
        made = {"PartName": f"/{part}", "ContentType": content_type}
        etree.SubElement(self.edit(CONTENT_TYPES), f"{{{_TYPES}}}Override", made)

    def save(self) -> bytes:
        """The package with its edited and new parts; all others as they were."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self._infos:
                name = info.filename
                edited = _serialised(self._trees[name]) if name in self._edited else None
                archive.writestr(_entry(info), self.parts[name] if edited is None else edited)
            for name, root in self._trees.items():
                if name not in self.parts:
                    new = zipfile.ZipInfo(name, _DATED)
                    new.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(new, _serialised(root))
        return out.getvalue()


def parsed(data: bytes) -> _Element:
    """The tree of a part; nothing outside it is ever read, and no entity is expanded."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise odd() from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise odd()
    return root


def relations_name(part: str) -> str:
    """The part that holds the relations of another."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, target: str) -> str:
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _entry(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(info.filename, info.date_time)
    made.compress_type = zipfile.ZIP_DEFLATED if info.compress_type else zipfile.ZIP_STORED
    made.external_attr = info.external_attr
    return made


def _serialised(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

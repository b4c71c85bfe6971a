"""Comments of a sheet: the part with their texts, and the drawing with their boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from hcstats.cell_addresses import address
from hcstats.model import Position
from hcstats.writers.returns.boxes import Box, box_of
from hcstats.writers.returns.marks import MAIN, tag
from hcstats.writers.returns.package import Package, Relation, odd, parsed

if TYPE_CHECKING:
    from lxml.etree import _Element

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMMENTS, DRAWING = f"{OFFICE}/comments", f"{OFFICE}/vmlDrawing"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_LONGEST = 30_000
"""Characters that a comment takes; Excel ends at 32,767."""
_SHAPE = re.compile(r"_x0000_s(\d+)$")
_V = "urn:schemas-microsoft-com:vml"
_O, _X = "urn:schemas-microsoft-com:office:office", "urn:schemas-microsoft-com:office:excel"
_NAMES = f'xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"'
_BOX_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_EMPTY_DRAWING = (
    f'<xml {_NAMES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{block}}"/>'
    f"</o:shapelayout>{_BOX_TYPE}</xml>"
)
_BOX = (
    f'<v:shape {_NAMES} id="_x0000_s{{number}}" type="#_x0000_t202" style="position:absolute;'
    "margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;z-index:{order};"
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
    "<x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_BEFORE_DRAWING = frozenset(
    {
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
        "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
        "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
        "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
        "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches",
        "ignoredErrors", "smartTags", "drawing",
    }
)  # fmt: skip
"""What stands before the reference to the boxes, by the order that the standard prescribes."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment to write: where, and what it says."""

    place: Position
    text: str


def comment(package: Package, part: str, remarks: list[Remark], author: str, block: int) -> None:
    """Write comments to the sheet of a part; comments that are there already are kept.

    `block` tells the boxes of one sheet from another's.
    """
    root = package.edit(part)
    relations = package.relations(part)
    texts = _texts(package, part, relations)
    drawing = _drawing(package, part, root, relations, block)
    number = _author(texts, author)
    present = {one.get("ref"): one for one in texts.iterfind(f"{tag('commentList')}/*")}
    for remark in remarks:
        old = present.get(address(remark.place))
        if old is None:
            _add(texts, remark, number)
            _draw(drawing, remark, box_of(root, remark.place, remark.text))
        elif not _threaded(texts, old):
            _extend(old, remark.text)


def _texts(package: Package, part: str, relations: list[Relation]) -> _Element:
    """The part with the texts, made if the sheet has none."""
    for one in relations:
        if one.kind == COMMENTS:
            root = package.edit(one.target)
            if root.tag != tag("comments") or root.find(tag("commentList")) is None:
                raise odd()
            return root
    name = package.free_name("xl/comments{}.xml")
    root = parsed(f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode())
    package.add(name, root)
    package.relate(part, COMMENTS, name)
    package.declare(name, _COMMENTS_TYPE)
    return root


def _drawing(
    package: Package, part: str, root: _Element, relations: list[Relation], block: int
) -> _Element:
    """The part with the boxes, made if the sheet has none."""
    reference = root.find(tag("legacyDrawing"))
    if reference is not None:
        wanted = reference.get(f"{{{OFFICE}}}id")
        target = next((one.target for one in relations if one.id == wanted), "")
        drawing = package.edit(target)
        if not any(one.get("id") == "_x0000_t202" for one in drawing.iter(f"{{{_V}}}shapetype")):
            kind = parsed(f"<xml {_NAMES}>{_BOX_TYPE}</xml>".encode())[0]
            drawing.append(kind)
        return drawing
    name = package.free_name("xl/drawings/vmlDrawing{}.vml")
    drawing = parsed(_EMPTY_DRAWING.format(block=block).encode())
    package.add(name, drawing)
    package.declare(name, _DRAWING_TYPE)
    made = etree.Element(tag("legacyDrawing"), nsmap={"r": OFFICE})
    made.set(f"{{{OFFICE}}}id", package.relate(part, DRAWING, name))
    earlier = [one for one in root if etree.QName(one).localname in _BEFORE_DRAWING]
    earlier[-1].addnext(made)
    return drawing


def _author(texts: _Element, author: str) -> int:
    authors = texts.find(tag("authors"))
    if authors is None:
        raise odd()
    names = [one.text or "" for one in authors.iterchildren(tag("author"))]
    if author not in names:
        etree.SubElement(authors, tag("author")).text = author
        names.append(author)
    return names.index(author)


def _add(texts: _Element, remark: Remark, author: int) -> None:
    made = etree.Element(
        tag("comment"), {"ref": address(remark.place), "authorId": str(author), "shapeId": "0"}
    )
    _run(etree.SubElement(made, tag("text")), remark.text)
    listed = texts.find(tag("commentList"))
    if listed is not None:
        listed.append(made)


def _run(text: _Element, content: str) -> None:
    """A piece of a comment's text in a small plain font."""
    run = etree.SubElement(text, tag("r"))
    look = etree.SubElement(run, tag("rPr"))
    for name, value in (("sz", "9"), ("rFont", "宋体"), ("family", "2"), ("charset", "134")):
        etree.SubElement(look, tag(name), {"val": value})
    piece = etree.SubElement(run, tag("t"))
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    piece.text = content if len(content) <= _LONGEST else f"{content[:_LONGEST]}…"


def _extend(old: _Element, content: str) -> None:
    """What somebody else wrote stays, and the new text stands below it."""
    text = old.find(tag("text"))
    if text is None:
        raise odd()
    for plain in text.findall(tag("t")):
        # Text beside runs is not shown by all programs: it becomes a run itself.
        run = etree.Element(tag("r"))
        plain.addprevious(run)
        run.append(plain)
    _run(text, f"\n{content}")


def _threaded(texts: _Element, old: _Element) -> bool:
    """Whether a comment is the shadow of a conversation, which Excel itself keeps."""
    authors = [one.text or "" for one in texts.iterfind(f"{tag('authors')}/{tag('author')}")]
    number = int(old.get("authorId", "0"))
    return number < len(authors) and authors[number].startswith("tc=")


def _draw(drawing: _Element, remark: Remark, box: Box) -> None:
    shapes = list(drawing.iter(f"{{{_V}}}shape"))
    numbers = [int(found[1]) for one in shapes if (found := _SHAPE.match(one.get("id", "")))]
    row, column = remark.place
    blocks = [one.get("data", "") for one in drawing.iter(f"{{{_O}}}idmap")]
    first = next((int(one.split(",")[0]) for one in blocks if one[:1].isdigit()), 1) * 1024
    made = _BOX.format(
        number=max([first, *numbers]) + 1,
        order=len(shapes) + 1,
        width=box.width * 3 // 4,
        height=box.height * 3 // 4,
        anchor=box.anchor,
        row=row - 1,
        column=column - 1,
    )
    drawing.append(parsed(made.encode()))

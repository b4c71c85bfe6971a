"""A return note as a document of one page, laid out as offices lay theirs out."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from hcstats.writers.returns.letter import Letter

if TYPE_CHECKING:
    from docx.document import Document as Doc
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

_BODY, _HEAD, _LATIN = "仿宋", "黑体", "Times New Roman"
"""The typefaces of official documents that every Chinese Windows and WPS has."""
_SMALL, _NORMAL, _LARGE = 10.5, 14.0, {"zh": 22.0, "en": 16.0}
_MARGINS = (Mm(30), Mm(25), Mm(26), Mm(24))
"""Top, bottom, left, right: as GB/T 9704 has them, a little less above and below."""
_WIDTHS = {"zh": (12, 22, 30, 15, 19, 49, 13), "en": (11, 20, 29, 18, 21, 39, 22)}
"""Millimetres of the columns; English words are longer."""
_NARROW = frozenset({0, 3, 4, 6})
"""Columns that are centred."""
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""The same note has the same bytes, whenever it is written."""


def document_note(letter: Letter, language: str) -> bytes:
    """The note as a docx; the table flows on to more pages, its head repeated, where it must."""
    document = Document()
    _page(document)
    _properties(document, letter, language)
    title = _paragraph(document, letter.title, face=_HEAD, size=_LARGE[language], after=10)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(document, letter.addressee)
    _paragraph(document, letter.lead, indent=True, after=4)
    _table(document, letter, language)
    for number, task in enumerate(letter.tasks, 1):
        _paragraph(document, f"{number}. {task}", indent=True, before=6 if number == 1 else 0)
    contact = _paragraph(document, letter.contact, indent=True, after=6)
    sender = _paragraph(document, letter.sender)
    date = _paragraph(document, letter.date)
    sender.alignment = date.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for one in (contact, sender):
        one.paragraph_format.keep_with_next = True  # a seal never stands on a page of its own
    return _packed(document)


def _page(document: Doc) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin) = (
        _MARGINS
    )
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # a theme's fonts would go before those named here
    _fonts(fonts, _BODY)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(footer, "— ", _BODY, _SMALL)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._p.append(field)
    _write(footer, " —", _BODY, _SMALL)


def _properties(document: Doc, letter: Letter, language: str) -> None:
    known = document.core_properties
    known.title, known.author, known.last_modified_by = letter.title, "hcstats", "hcstats"
    known.comments, known.language = "", "zh-CN" if language == "zh" else "en"
    known.created = known.modified = _MADE
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]  # the template's picture of another document


def _paragraph(
    document: Doc,
    text: str,
    *,
    face: str = _BODY,
    size: float = _NORMAL,
    indent: bool = False,
    before: float = 0,
    after: float = 0,
) -> Paragraph:
    made = document.add_paragraph()
    layout = made.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = Pt(size * 1.6)
    if indent:
        layout.first_line_indent = Pt(size * 2)
    _write(made, text, face, size)
    return made


def _write(paragraph: Paragraph, text: str, face: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _fonts(run._r.get_or_add_rPr().get_or_add_rFonts(), face)


def _fonts(fonts: BaseOxmlElement, face: str) -> None:
    for name, value in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", face)):
        fonts.set(qn(f"w:{name}"), value)


def _table(document: Doc, letter: Letter, language: str) -> None:
    widths = [Mm(width) for width in _WIDTHS[language]]
    table = document.add_table(rows=0, cols=len(letter.heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _row(table, letter.heads, _HEAD)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for texts in letter.rows:
        _row(table, texts, _BODY)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _row(table: Table, texts: tuple[str, ...], face: str) -> None:
    row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        _fill(cell, text, face, centred=face == _HEAD or column in _NARROW)


def _fill(cell: _Cell, text: str, face: str, *, centred: bool) -> None:
    for number, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        layout = paragraph.paragraph_format
        layout.space_before = layout.space_after = Pt(1.5)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, line, face, _SMALL)


def _packed(document: Doc) -> bytes:
    """The document's bytes with fixed dates for its parts."""
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()

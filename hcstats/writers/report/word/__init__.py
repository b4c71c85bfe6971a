"""A report as a Word document in the style of GB/T 9704."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from docx.oxml.ns import qn

from hcstats.model.document import Document
from hcstats.writers.report.word.base import data, empty_document
from hcstats.writers.report.word.body import Body
from hcstats.writers.report.word.marks import add_numbers

_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(
    path: Path, report: Document, language: str, *, toc: bool, fixed: bool = False
) -> None:
    """The report at a path; the same report gives the same bytes.

    With `fixed` it is made to be laid out by a program, not to be edited: see `Body`.
    """
    word = empty_document(report, language)
    body = Body(word, language, toc=toc, fixed=fixed)
    parts = body.parts(report)
    section = word.element.body.find(qn("w:sectPr"))
    for part in parts:
        section.addprevious(part)
    add_numbers(word, body.marks.bounds)
    first = io.BytesIO()
    word.save(first)
    path.write_bytes(_packed(first))


def _packed(saved: io.BytesIO) -> bytes:
    """The document with fixed dates for its parts and our table of typefaces."""
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            fonts = name == "word/fontTable.xml"
            new.writestr(info, data("fonts.xml") if fonts else old.read(name))
    return out.getvalue()

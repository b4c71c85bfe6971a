"""Drafts of reports to check in tests: documents of parts made here, all constructed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str) -> str:
    """A paragraph; what is no mark-up is a run of its own."""
    return "<w:p>" + "".join(one if one.startswith("<") else run(one) for one in runs) + "</w:p>"


def deleted(text: str) -> str:
    return f'<w:del w:id="1" w:author="甲"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="2" w:author="甲">{run(text)}</w:ins>'


def control(name: str, content: str, *, shown: bool = False, by: str = "tag") -> str:
    """A content control named by its tag or its title; `shown` shows its placeholder."""
    placeholder = "<w:showingPlcHdr/>" if shown else ""
    return (
        f'<w:sdt><w:sdtPr><w:{by} w:val="{name}"/>{placeholder}</w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def table(*rows: Iterable[str]) -> str:
    made = ""
    for row in rows:
        cells = (one if one.startswith("<") else para(one) for one in row)
        made += "<w:tr>" + "".join(f"<w:tc>{one}</w:tc>" for one in cells) + "</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


def write(path: Path, *blocks: str, notes: str = "", head: str = "") -> Path:
    """A docx of these blocks; what is no mark-up is a paragraph of its own."""
    body = "".join(one if one.startswith("<") else para(one) for one in blocks)
    with zipfile.ZipFile(path, "w") as archive:
        main = f"{head}<w:document {_SPACE}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", main)
        if notes:
            archive.writestr(
                "word/footnotes.xml",
                f'<w:footnotes {_SPACE}><w:footnote w:id="1">{notes}</w:footnote></w:footnotes>',
            )
    return path

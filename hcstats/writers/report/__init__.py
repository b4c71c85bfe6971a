"""A report `Document` as a file: docx, html, md or pdf, proved before it takes its name."""

from __future__ import annotations

from pathlib import Path

from hcstats.model import Outcome
from hcstats.model.document import Document
from hcstats.writers.files import replacing
from hcstats.writers.targets import check_outputs

REPORT_SUFFIXES = (".docx", ".html", ".md", ".pdf")


def write_report(
    path: Path, document: Document, outcome: Outcome, language: str, *, toc: bool = False
) -> None:
    """The report as a file in the format of its suffix, with a table of contents on demand.

    Raises HcstatsError if the format is unknown, the file cannot be written, LibreOffice is
    missing for a PDF, or what was written does not read back as what was meant; an old file then
    stays as it was.
    """
    check_outputs([path], REPORT_SUFFIXES)
    with replacing(path, outcome) as beside:
        _WRITERS[path.suffix.lower()](beside, document, language, toc)


def _docx(path: Path, document: Document, language: str, toc: bool) -> None:
    from hcstats.writers.report.proof import prove_docx  # noqa: PLC0415
    from hcstats.writers.report.word import write_docx  # noqa: PLC0415

    write_docx(path, document, language, toc=toc)
    prove_docx(path, document, language)


def _html(path: Path, document: Document, language: str, toc: bool) -> None:
    from hcstats.writers.report.html import render_html  # noqa: PLC0415
    from hcstats.writers.report.proof import prove_html  # noqa: PLC0415

    path.write_bytes(render_html(document, language, toc=toc).encode("utf-8"))
    prove_html(path, document, language)


def _md(path: Path, document: Document, language: str, toc: bool) -> None:
    from hcstats.writers.report.md import render_md  # noqa: PLC0415
    from hcstats.writers.report.proof import prove_md  # noqa: PLC0415

    path.write_bytes(render_md(document, language, toc=toc).encode("utf-8"))
    prove_md(path, document, language)


def _pdf(path: Path, document: Document, language: str, toc: bool) -> None:
    from hcstats.writers.report.pdf import write_pdf  # noqa: PLC0415

    write_pdf(path, document, language, toc=toc)


_WRITERS = {".docx": _docx, ".html": _html, ".md": _md, ".pdf": _pdf}

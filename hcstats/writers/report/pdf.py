"""A report as PDF, laid out by LibreOffice."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from hcstats.model import HcstatsError, say
from hcstats.model.document import Document
from hcstats.saving import workspace
from hcstats.writers.report.proof import prove_docx, prove_pdf

_TIMEOUT = 120
"""Seconds after which LibreOffice is given up."""
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
"""Where it is installed without being on the search path."""
_FILTER = (
    'pdf:writer_pdf_Export:{"ExportFormFields":{"type":"boolean","value":"false"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"}}'
)


def write_pdf(path: Path, report: Document, language: str, *, toc: bool) -> None:
    """The report at a path, made from the document that is proved first.

    Raises HcstatsError where LibreOffice is missing, takes too long or makes nothing.
    """
    from hcstats.writers.report.word import write_docx  # noqa: PLC0415

    office = find_office()
    with workspace() as folder:
        document = folder / "report.docx"
        write_docx(document, report, language, toc=toc, fixed=True)
        prove_docx(document, report, language, fixed=True)
        made = _converted(office, document, folder)
        prove_pdf(made)
        path.write_bytes(made.read_bytes())


def find_office() -> str:
    """The program of LibreOffice; raises HcstatsError that says what to install."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return found
    for place in _PLACES:
        if Path(place).is_file():
            return place
    raise HcstatsError(
        say(
            "A PDF is made by LibreOffice, which was not found on this machine; install it with "
            "its Writer, or write a .docx and save it as PDF in Word or WPS."
        )
    )


def _converted(office: str, document: Path, folder: Path) -> Path:
    """The PDF of a document; a profile of its own disturbs nobody's open windows."""
    profile = (folder / "profile").resolve().as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += ["--convert-to", _FILTER, "--outdir", str(folder), str(document)]
    _run(command)
    made = document.with_suffix(".pdf")
    if not made.is_file():
        raise HcstatsError(
            say(
                "LibreOffice made no PDF; check that its Writer is installed (libreoffice-writer), "
                "or write a .docx and save it as PDF in Word or WPS."
            )
        )
    return made


def _run(command: list[str]) -> None:
    quiet = subprocess.DEVNULL
    try:
        with subprocess.Popen(  # noqa: S603  (our own command)
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        ) as process:
            try:
                process.wait(_TIMEOUT)
            except BaseException:
                _stop(process)
                raise
    except subprocess.TimeoutExpired as error:
        raise HcstatsError(
            say(
                "LibreOffice did not finish the PDF in {seconds} seconds; close it and try again, "
                "or write a .docx and save it as PDF in Word or WPS.",
                seconds=_TIMEOUT,
            )
        ) from error


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The program and what it has started come to an end."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()

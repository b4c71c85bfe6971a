"""LibreOffice, for what a template shows once a real spreadsheet program has calculated it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

OFFICE = shutil.which("soffice")

needs_office = pytest.mark.skipif(
    OFFICE is None and not os.environ.get("CI"), reason="LibreOffice is not installed"
)
"""Locally a test may do without; where changes are accepted, it has to run."""


def saved_by_office(files: Sequence[Path], suffix: str, folder: Path) -> list[Path]:
    """The files as LibreOffice saves them, all formulas calculated; one start for all."""
    assert OFFICE is not None, "LibreOffice (libreoffice-calc) is not installed"
    profile = (folder / "profile").resolve().as_uri()
    command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix]
    command += ["--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    saved = [folder / f"{file.stem}.{suffix}" for file in files]
    assert all(file.exists() for file in saved)
    return saved

"""The guide through a season: each of its commands runs, and prints what stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "season.md").read_text(encoding="utf-8")
SESSIONS = [
    block.splitlines()
    for block in re.findall(r"```text\n(\$ hcstats .*?)```", GUIDE, flags=re.DOTALL)
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the samples, in which the season's commands follow each other."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(ROOT / "samples", folder / "samples")
    return folder


def shown(line: str) -> str:
    """The words of a line, without the dates of the copied files, which any copy has anew."""
    return " ".join(re.sub(r"\d{4}-\d\d-\d\d\*", "", line).split())


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: str(session[0]))
def test_a_command_of_the_season_prints_what_the_guide_shows(
    session: list[str], desk: Path
) -> None:
    command = shlex.split(session[0].removeprefix("$ hcstats "))
    before = set(desk.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "hcstats", *command],
        cwd=desk,
        env={**os.environ, "HCSTATS_LANG": "zh", "PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    printed = {shown(line) for line in (done.stdout + done.stderr).splitlines()}
    assert [line for line in session[1:] if line != "..." and shown(line) not in printed] == []
    named = [Path(command[place + 1]) for place, part in enumerate(command) if part in OUTPUTS]
    wanted = {desk / path for path in named if str(path) != "-"}
    assert set(desk.iterdir()) - before == wanted


OUTPUTS = ("-o", "--returns", "--explanations", "--gaps")


def test_the_guide_uses_every_command_of_the_season() -> None:
    used = {session[0].split()[2] for session in SESSIONS}
    assert used >= {"template", "status", "check", "aggregate", "extract"}
    options = {part for session in SESSIONS for part in session[0].split()}
    assert options >= {"--previous", "--returns", "--explanations", "--reminder", "--deadline"}

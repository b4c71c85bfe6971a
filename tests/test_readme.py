"""The README: its sessions are real, and its commands are those that CI runs."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT, hcstats

README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = [
    block.splitlines()
    for block in re.findall(r"```text\n(\$ hcstats .*?)```", README, flags=re.DOTALL)
]


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: str(session[0]))
def test_every_line_of_a_session_is_what_the_program_prints(session: list[str]) -> None:
    command = session[0].removeprefix("$ hcstats ").split(" -o ")[0].split()
    done = hcstats(*command, lang="zh")
    printed = set((done.stdout + done.stderr).splitlines())
    assert [line for line in session[1:] if line != "..." and line not in printed] == []


def test_the_two_commands_stand_there_word_for_word() -> None:
    for command in (
        "python3 -m venv .venv && .venv/bin/pip install -q . && "
        ".venv/bin/hcstats aggregate samples/hechi-2018",
        "python3 -m venv .venv && .venv/bin/pip install -q '.[test]' && .venv/bin/pytest",
    ):
        assert f"    {command}\n" in README

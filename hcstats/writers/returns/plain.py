"""A return note as plain text, to paste into a chat message."""

from __future__ import annotations

from hcstats.writers.returns.letter import Letter

_BOM = "\ufeff"
_END = "\r\n"
"""Editors on clerks' machines show a file without these two as one line, or as rubbish."""


def text_note(letter: Letter) -> bytes:
    """Short plain lines without any mark-up."""
    found, wanted = letter.heads[3], letter.heads[4]
    colon = "：" if letter.addressee.endswith("：") else ": "
    lines = [f"{letter.addressee}{letter.lead}"]
    for number, place, item, has, should, problem, level in letter.rows:
        about = " ".join(part for part in (place.replace("\n", " "), item) if part)
        lines.append(f"{number}. [{level}] {about}")
        lines.append(f"   {found}{colon}{has}  {wanted}{colon}{should}")
        lines += [f"   {line}" for line in problem.split("\n")]
    lines += letter.tasks
    return (_BOM + _END.join(lines) + _END).encode("utf-8")

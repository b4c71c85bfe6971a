"""Templates into a folder: one a unit, or one blank; what is there is not overwritten."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from hcstats.forms.definition import Form
from hcstats.model import HcstatsError, UnitValue, say
from hcstats.saving import saving, together
from hcstats.templates.book import write_template
from hcstats.templates.derived import openings
from hcstats.templates.filling import Filling, with_totals
from hcstats.templates.proof import prove_template
from hcstats.units import Unit

_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters and direction marks: a name of the list must not forge what is seen."""
_UNSAFE = re.compile(r'[\\/:*?"<>|]+')
_LONGEST = 200
"""Bytes of a name that every file system takes, with its suffix."""


def filling_of(
    form: Form, unit: Unit, name: str, period: str, before: Sequence[UnitValue]
) -> Filling:
    """What is known of a unit's template: name, level, and the opening balance from `before`."""
    last = {one.key: one for one in before if one.unit_code == unit.code}
    values = {}
    notes = {}
    for key, earlier in openings(form).items():
        one = last.get(earlier)
        if one is None or one.amount.value is None or one.amount.approximate:
            continue
        values[key] = one.amount.value
        figure = one.figure
        notes[key] = f"取自上年报告：{Path(figure.file).name}，{figure.sheet}!{figure.cell}"
    return Filling(
        _UNSEEN.sub("", name), unit.code, unit.level, period, with_totals(form, values), notes
    )


def file_name(form: Form, filling: Filling) -> str:
    """A name that says whose template it is, on which form, for which year."""
    title = (form.titles or (form.title,))[0]
    year = f"{filling.period}年" if filling.period else ""
    whose = " ".join(part for part in (filling.code, filling.unit) if part)
    name = _UNSAFE.sub("_", f"{whose}{year}{title}").strip(" .")
    while len(name.encode()) > _LONGEST:
        name = name[:-1]
    return f"{name}.xlsx"


def write_templates(
    folder: Path, form: Form, fillings: Sequence[Filling], *, force: bool
) -> list[Path]:
    """The files written, all or (where one is there already and `force` is not given) none.

    Raises HcstatsError if a file is there already, or cannot be written.
    """
    paths = [folder / file_name(form, filling) for filling in fillings]
    there = [path for path in paths if path.exists()]
    if there and not force:
        raise HcstatsError(
            say(
                "'{path}' is there already and may be filled in; nothing was written. Choose "
                "another folder, or overwrite it with --force.",
                path=there[0],
            )
        )
    with together(folder):
        for path, filling in zip(paths, fillings, strict=True):
            with saving(path) as beside:
                write_template(beside, form, filling)
                prove_template(beside, form, filling, path)
    return paths

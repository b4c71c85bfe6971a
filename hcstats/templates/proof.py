"""A template read back as a submission will be: what was filled in is what it says."""

from __future__ import annotations

from pathlib import Path

from hcstats.forms.definition import Form
from hcstats.layout.marker import Marker, without_aids
from hcstats.layout.recognise import recognise
from hcstats.model import HcstatsError, Number, say
from hcstats.readers import read_workbook
from hcstats.templates.filling import Filling


def prove_template(written: Path, form: Form, filling: Filling, path: Path) -> None:
    """Raise HcstatsError unless a file reads as the form with just what is filled in.

    Every item of the form is recognised by its labels, holds its value from the start or is
    blank; the marker says for whom and on what the template is. `path` is the name that the file
    is to have.
    """
    reading = read_workbook(written, written.name, finished=True)
    grids, marker = without_aids(reading.grids)
    meant = Marker(form.id, filling.code, filling.unit, filling.period)
    if reading.problems or marker != meant:
        raise _unproved(path, filling.unit or form.id)
    found: dict[str, Number | None] = {}
    for one in recognise(grids, (form,), None, filling.period).submissions:
        found |= {figure.key: figure.value for figure in one.figures}
    for key in form.items:
        if key not in found or found[key] != filling.values.get(key):
            raise _unproved(path, key)


def _unproved(path: Path, where: str) -> HcstatsError:
    return HcstatsError(
        say(
            "'{path}' did not read back as it was written ({where}), and was not kept; the disk "
            "may be full or faulty. If it happens again, please report it.",
            path=path,
            where=where,
        )
    )

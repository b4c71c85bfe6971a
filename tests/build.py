"""Submissions and grids made up for tests: constructed, and small enough to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from hcstats.cell_addresses import address
from hcstats.checks import Checked, Circumstances, check_submission
from hcstats.forms.load import all_forms, load_form
from hcstats.layout.recognise import Recognised, Recognition, recognise
from hcstats.model import Cell, CellKind, Figure, Grid, Merge, Position, Status, Submission
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings, Taken, take_file
from hcstats.units import Register

Content = int | Decimal | str | None


def grid(text: str, name: str = "Sheet1", merges: Sequence[Merge] = ()) -> Grid:
    """A grid drawn as text: a line a row, cells between bars, digits alone are numbers."""
    cells: dict[Position, Cell] = {}
    lines = text.strip("\n").splitlines()
    for row, line in enumerate(lines, 1):
        for column, part in enumerate(line.split("|"), 1):
            shown = part.strip()
            if shown.isdecimal() and shown.isascii():
                cells[row, column] = Cell(shown, CellKind.NUMBER, int(shown))
            elif shown:
                cells[row, column] = Cell(shown.replace("⏎", "\n"))
    return Grid(name, cells, tuple(merges))


def recognised(
    *grids: Grid, form: str = "", aliases: Mapping[str, str] | None = None
) -> Recognised:
    """The one submission that some grids hold."""
    found = recognition(*grids, form=form, aliases=aliases)
    assert len(found.submissions) == 1
    return found.submissions[0]


def recognition(
    *grids: Grid, form: str = "", aliases: Mapping[str, str] | None = None
) -> Recognition:
    """What some grids are recognised as."""
    forms = (load_form(form),) if form else all_forms()
    return recognise(grids, forms, aliases)


def values(found: Recognised) -> dict[str, object]:
    """The reported values by key; what is not reported by its status."""
    return {
        figure.key: figure.value if figure.status is Status.REPORTED else str(figure.status)
        for figure in found.figures
    }


def rules(found: Recognised) -> list[str]:
    """The ids of what was remarked, in order."""
    return [remark.rule for remark in found.remarks]


def submission(form_id: str, contents: Mapping[str, Content], default: Content = 0) -> Submission:
    """A submission with every item of a form, `default` where nothing else is given."""
    form = load_form(form_id)
    figures = []
    for row, key in enumerate(form.items, 1):
        content = contents.get(key, default)
        approximate = isinstance(content, str) and content.startswith("约")
        value = Decimal(content.lstrip("约")) if isinstance(content, str) else content
        if isinstance(value, Decimal) and value == int(value):
            value = int(value)
        figures.append(
            Figure(
                form.form,
                form.edition,
                "01",
                "测试局",
                "2023",
                key,
                value,
                Status.BLANK if value is None else Status.REPORTED,
                approximate,
                "a.xlsx",
                "表1",
                address((row, 3)),
                "" if content is None else str(content),
            )
        )
    return Submission("a.xlsx", form_id, "2023", "01", "测试局", tuple(figures))


def checked(
    form_id: str, contents: Mapping[str, Content], level: str | None = "department"
) -> Checked:
    """How such a submission stands to the rules of its form."""
    return check_submission(submission(form_id, contents), load_form(form_id), Circumstances(level))


def take(path: Path, register: Register | None = None) -> Taken:
    """What one file gives."""
    settings = Settings(all_forms(), register or Register.empty(), {})
    return take_file(InputFile(path, path.name), settings)

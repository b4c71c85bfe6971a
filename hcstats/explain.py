"""How a file was recognised, cell by cell: the plan, shown."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from hcstats.execute import map_files
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_form
from hcstats.holding import LOOK
from hcstats.layout.choice import SheetPlan
from hcstats.layout.places import located
from hcstats.layout.recognise import recognise
from hcstats.layout.records import NEAR
from hcstats.layout.vocabulary import ALIAS, BASE, BY_WORDS, CUT, EXACT
from hcstats.model import Column, HcstatsError, Message, Table, TableValue, say
from hcstats.readers import lost_reading, read_workbook
from hcstats.readers.input_files import InputFile
from hcstats.workers import Loss

_EVIDENCE: tuple[tuple[int, Message], ...] = (
    (EXACT, say("word for word")),
    (ALIAS, say("another official wording")),
    (BASE, say("the words outside brackets")),
    (BY_WORDS, say("the characteristic words")),
    (CUT, say("cut short, but only this fits")),
    (NEAR, say("resembles it only: not read")),
)


def explain_file(path: Path, form: str = "") -> list[Table]:
    """A table for each sheet that holds figures: which cell is which item, on what evidence."""
    file = InputFile(path, path.as_posix())
    (tables,) = map_files(partial(_explained, form=form), [file], lost=_lost, look=LOOK)
    return tables


def _lost(file: InputFile, loss: Loss) -> list[Table]:
    raise HcstatsError(lost_reading(file, loss).problems[0].message)


def _explained(file: InputFile, form: str) -> list[Table]:
    path = file.path
    reading = read_workbook(path, file.name)
    if not reading.grids:
        raise HcstatsError(reading.problems[0].message)
    forms = (load_form(form),) if form else all_forms()
    recognition = recognise(reading.grids, forms)
    if not recognition.submissions:
        raise HcstatsError(say("No known form is in {file}.", file=path))
    chosen = recognition.submissions[0].form
    return [_table(sheet, chosen) for sheet in recognition.plans if sheet.plan.claims]


def _table(sheet: SheetPlan, form: Form) -> Table:
    rows: list[tuple[TableValue, ...]] = []
    for claim in sheet.plan.claims:
        place = next((p for p in claim.cells if p in sheet.grid.cells), claim.cells[0])
        cell = sheet.grid.cells.get(place)
        evidence = next(text for strength, text in _EVIDENCE if claim.strength >= strength)
        # Where page breaks have split a table, the address alone does not say in which part.
        table, shown = located(sheet.grid, place)
        shown = f"{table}!{shown}" if sheet.grid.pieces else shown
        rows.append((shown, cell.text if cell else "", claim.key, evidence))
    columns = (
        Column(say("Cell")),
        Column(say("Text")),
        Column(say("Item")),
        Column(say("Evidence")),
    )
    title = say("{sheet} read as {form}", sheet=sheet.grid.name or "CSV", form=form.id)
    return Table(sheet.grid.name, title, columns, tuple(rows))

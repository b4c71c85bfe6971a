"""A workbook's grids recognised: whose submissions are in it, on which form, with what figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from hcstats.forms.definition import Form
from hcstats.layout.address import located
from hcstats.layout.assembly import in_one_line, missing_remarks, once_each
from hcstats.layout.choice import Choice, SheetPlan, choose_form
from hcstats.layout.identity import Identity, Said, distinct, identity_of, years_in
from hcstats.layout.labels import Words, words
from hcstats.layout.plain import PlainTable, PlainUnit, plain_table
from hcstats.layout.reading import ReadFigure, Remark, read_sheet, unclaimed
from hcstats.layout.skeleton import Skeleton, skeleton_of
from hcstats.layout.vocabulary import vocabulary
from hcstats.model import Grid, say


@dataclass(frozen=True, slots=True)
class Recognised:
    """One submission as a file holds it, before units and periods are resolved.

    `units` are declared names (填报单位), `titles` the titles that may name the unit, `years`
    the periods that the content names, surest first.
    """

    form: Form
    figures: tuple[ReadFigure, ...]
    remarks: tuple[Remark, ...]
    units: tuple[Said, ...] = ()
    codes: tuple[Said, ...] = ()
    titles: tuple[Said, ...] = ()
    years: tuple[Said, ...] = ()
    covers: bool = False
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """All submissions of a file, what is to be said of the file, and how each sheet was read."""

    submissions: tuple[Recognised, ...]
    remarks: tuple[Remark, ...]
    plans: tuple[SheetPlan, ...] = ()
    undecided: tuple[Form, ...] = field(default=())
    """Other editions that the content fits equally well."""


def recognise(
    grids: Sequence[Grid],
    forms: Sequence[Form],
    aliases: Mapping[str, str] | None = None,
    period_hint: str = "",
) -> Recognition:
    """What a workbook holds, judged by its content alone.

    `aliases` are labels pinned by the user, as written → official; `period_hint` is the year
    that the file's name or the run says, used only where the content fits two editions equally.
    """
    pinned = {words(shown).full: words(official) for shown, official in (aliases or {}).items()}
    skeletons = [(grid, _pinned(skeleton_of(grid), pinned)) for grid in grids]
    plain = _plain(skeletons, forms)
    if plain is not None:
        return plain
    choice = choose_form(skeletons, forms, period_hint)
    if choice is None:
        return Recognition((), ())
    return _submissions(choice)


def _submissions(choice: Choice) -> Recognition:
    """The submissions of a workbook whose form is known: one for each unit that it names."""
    parts: list[_Part] = []
    outside: list[Remark] = []
    lines: list[str] = []
    for sheet in choice.plans:
        rows = frozenset(row for claim in sheet.plan.claims for row, _ in claim.cells)
        # What stands before a table without figures (a page's own particulars) is said of the next.
        lines += sheet.grid.context
        about = tuple(lines) if sheet.plan.claims else ()
        identity = identity_of(sheet.grid, sheet.plan.first_row, rows, about)
        if sheet.plan.claims:
            figures, remarks = read_sheet(sheet.grid, sheet.skeleton, sheet.plan, choice.form)
            parts.append(_Part(sheet.grid.name, identity, figures, remarks))
            lines = []
        else:
            parts.append(_Part(sheet.grid.name, identity, [], []))
            outside += _without_table(sheet)
    submissions = tuple(_assembled(choice.form, group) for group in _by_unit(parts))
    return Recognition(submissions, tuple(outside), choice.plans, choice.others)


@dataclass(frozen=True, slots=True)
class _Part:
    """One sheet, read."""

    sheet: str
    identity: Identity
    figures: list[ReadFigure]
    remarks: list[Remark]


def _by_unit(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Sheets of one unit together; a sheet that names no unit belongs to the one before it."""
    names = {said.value for part in parts if part.figures for said in part.identity.units[:1]}
    if len(names) < 2:
        return [list(parts)]
    groups: dict[str, list[_Part]] = {}
    current = ""
    for part in parts:
        if part.identity.units:
            current = part.identity.units[0].value
        groups.setdefault(current, []).append(part)
    return [group for group in groups.values() if any(part.figures for part in group)]


def _assembled(form: Form, parts: Sequence[_Part]) -> Recognised:
    figures, remarks = once_each([figure for part in parts for figure in part.figures])
    sheets = [part.sheet for part in parts if part.figures]
    own_remarks = [remark for part in parts for remark in part.remarks]
    named = {figure.key for figure in figures} | in_one_line(form, own_remarks)
    missing = missing_remarks(form, named, sheets)
    own = [part for part in parts if part.figures]
    identities = [part.identity for part in parts]
    years = [said for identity in identities for said in identity.years]
    return Recognised(
        form,
        tuple(figures),
        (*own_remarks, *remarks, *missing),
        units=tuple(distinct([said for one in identities for said in one.units])),
        titles=tuple(said for part in own for said in part.identity.titles),
        years=tuple(distinct(years)),
        covers=any(identity.covers for identity in identities),
        sheets=tuple(sheets),
    )


def _without_table(sheet: SheetPlan) -> list[Remark]:
    """A line for a sheet that holds numbers but no table of the form."""
    numbers = unclaimed(sheet.grid, sheet.skeleton, sheet.plan)
    if not numbers:
        return []
    message = say(
        "The sheet holds no table of the form; its {count} numbers are not counted.",
        count=len(numbers),
    )
    return [Remark("label.extra", message, *located(sheet.grid, numbers[0]))]


def _pinned(skeleton: Skeleton, pinned: Mapping[str, Words]) -> Skeleton:
    """The skeleton with the labels that the user pinned read as the official ones."""
    if not pinned:
        return skeleton
    labels = {place: pinned.get(label.full, label) for place, label in skeleton.labels.items()}
    return replace(skeleton, labels=labels)


def _plain(sheets: Sequence[tuple[Grid, Skeleton]], forms: Sequence[Form]) -> Recognition | None:
    """The submissions of a workbook of plain tables: those of the form that names most items."""
    best: tuple[int, Form, list[tuple[Grid, PlainTable]]] | None = None
    for form in forms:
        found = [
            (grid, table)
            for grid, skeleton in sheets
            if (table := plain_table(grid, skeleton, vocabulary(form))) is not None
        ]
        count = len(
            {figure.key for _, table in found for unit in table.units for figure in unit.figures}
        )
        if count and (best is None or count > best[0]):
            best = (count, form, found)
    if best is None:
        return None
    _, form, found = best
    submissions: list[Recognised] = []
    for grid, table in found:
        absent = set(form.items) - {f.key for unit in table.units for f in unit.figures}
        for unit in table.units:
            submissions.append(_plain_submission(form, grid, unit))
        if absent:
            outside = say(
                "The table holds {count} of the {all} items of {form}; the others are not "
                "reported.",
                count=len(form.items) - len(absent),
                all=len(form.items),
                form=form.id,
            )
            submissions[-1] = replace(
                submissions[-1],
                remarks=(*submissions[-1].remarks, Remark("table.missing", outside, grid.name)),
            )
    remarks = tuple(remark for _, table in found for remark in table.remarks)
    return Recognition(tuple(submissions), remarks)


def _plain_submission(form: Form, grid: Grid, unit: PlainUnit) -> Recognised:
    figures, remarks = once_each(unit.figures)

    def said(value: str) -> tuple[Said, ...]:
        return (Said(value, *unit.place, value),) if value else ()

    years = tuple(one for _, year in years_in(unit.period, bare=True) for one in said(year))
    return Recognised(
        form,
        tuple(figures),
        tuple(remarks),
        units=said(unit.unit),
        codes=said(unit.code),
        years=years,
        sheets=(grid.name,),
    )

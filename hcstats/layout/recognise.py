"""A workbook's grids recognised: whose submissions are in it, on which form, with what figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hcstats.forms.definition import Form
from hcstats.layout.accounting import account, account_outside
from hcstats.layout.assembly import in_one_line, missing_remarks, once_each
from hcstats.layout.choice import Choice, SheetPlan, choose_form
from hcstats.layout.identity import Identity, Said, distinct, identity_of, years_in
from hcstats.layout.labels import Words, words
from hcstats.layout.plain import PlainTable, PlainUnit, plain_table
from hcstats.layout.plain_sums import PrintedRow
from hcstats.layout.reading import ReadFigure, Remark, read_sheet
from hcstats.layout.skeleton import Skeleton, skeleton_of
from hcstats.layout.vocabulary import vocabulary
from hcstats.model import NO_NUMBERS, Grid, NumberCounts, say


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
    local_rows: tuple[str, ...] = ()
    """Labels of its own rows that are not part of the form."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """All submissions of a file, what is to be said of the file, and how each sheet was read."""

    submissions: tuple[Recognised, ...]
    remarks: tuple[Remark, ...]
    plans: tuple[SheetPlan, ...] = ()
    undecided: tuple[Form, ...] = field(default=())
    """Other editions that the content fits equally well."""
    numbers: NumberCounts = NO_NUMBERS
    """Every cell with a number, by what became of it."""
    sums: tuple[PrintedRow, ...] = ()
    """Rows of sums that plain tables print, over places in `submissions`."""


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
    known = pinned_labels(aliases or {})
    skeletons = [(grid, pinned(skeleton_of(grid), known)) for grid in grids]
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
    numbers = NumberCounts()
    lines: list[str] = []
    for sheet in choice.plans:
        rows = frozenset(row for claim in sheet.plan.claims for row, _ in claim.cells)
        # What stands before a table without figures (a page's own particulars) is said of the next.
        lines += sheet.grid.context
        about = tuple(lines) if sheet.plan.claims else ()
        identity = identity_of(sheet.grid, sheet.plan.first_row, rows, about)
        if sheet.plan.claims:
            figures, remarks = read_sheet(sheet.grid, sheet.skeleton, sheet.plan, choice.form)
            claimed = {place for claim in sheet.plan.claims for place in claim.cells}
            counts, open_ = account(sheet.grid, sheet.skeleton, claimed, sheet.plan.declared)
            said = (*remarks, *open_)
            local = sheet.plan.local_rows
            parts.append(_Part(sheet.grid.name, identity, tuple(figures), said, local))
            lines = []
        else:
            parts.append(_Part(sheet.grid.name, identity))
            counts, open_ = account_outside(sheet.grid, sheet.skeleton)
            outside += open_
        numbers += counts
    submissions = tuple(_assembled(choice.form, group) for group in _by_unit(parts))
    return Recognition(submissions, tuple(outside), choice.plans, choice.others, numbers)


@dataclass(frozen=True, slots=True)
class _Part:
    """One sheet, read."""

    sheet: str
    identity: Identity
    figures: tuple[ReadFigure, ...] = ()
    remarks: tuple[Remark, ...] = ()
    local_rows: tuple[str, ...] = ()


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
        local_rows=tuple(label for part in parts for label in part.local_rows),
    )


def pinned_labels(aliases: Mapping[str, str]) -> dict[str, Words]:
    """The labels that the user pinned, by the words that are shown."""
    return {words(shown).full: words(official) for shown, official in aliases.items()}


def pinned(skeleton: Skeleton, known: Mapping[str, Words]) -> Skeleton:
    """The skeleton with the labels that the user pinned read as the official ones."""
    if not known:
        return skeleton
    labels = {place: known.get(label.full, label) for place, label in skeleton.labels.items()}
    return replace(skeleton, labels=labels)


def _plain(sheets: Sequence[tuple[Grid, Skeleton]], forms: Sequence[Form]) -> Recognition | None:
    """The submissions of a workbook of plain tables: those of the form that names most items."""
    best: tuple[int, Form, list[tuple[Grid, Skeleton, PlainTable | None]]] | None = None
    for form in forms:
        read = [(*sheet, plain_table(*sheet, vocabulary(form))) for sheet in sheets]
        count = len({f.key for *_, table in read if table for u in table.units for f in u.figures})
        if count and (best is None or count > best[0]):
            best = (count, form, read)
    if best is None:
        return None
    _, form, read = best
    submissions: list[Recognised] = []
    outside: list[Remark] = []
    sums: list[PrintedRow] = []
    numbers = NumberCounts()
    for grid, skeleton, table in read:
        if table is None:
            counts, open_ = account_outside(grid, skeleton)
        else:
            counts, open_ = account(grid, skeleton, table.claimed, table.declared)
            sums += [_shifted(row, len(submissions)) for row in table.sums]
            submissions += _of_plain_table(form, grid, table)
            outside += table.remarks
        numbers += counts
        outside += open_
    return Recognition(tuple(submissions), tuple(outside), numbers=numbers, sums=tuple(sums))


def _shifted(row: PrintedRow, places: int) -> PrintedRow:
    return replace(row, units=range(row.units.start + places, row.units.stop + places))


def _of_plain_table(form: Form, grid: Grid, table: PlainTable) -> Iterator[Recognised]:
    """A submission for each unit; what the table lacks is said once."""
    absent = set(form.items) - {f.key for unit in table.units for f in unit.figures}
    for unit in table.units:
        submission = _plain_submission(form, grid, unit)
        if absent and unit is table.units[-1]:
            outside = say(
                "The table holds {count} of the {all} items of {form}; the others are not "
                "reported.",
                count=len(form.items) - len(absent),
                all=len(form.items),
                form=form.id,
            )
            missing = Remark("table.missing", outside, grid.name)
            submission = replace(submission, remarks=(*submission.remarks, missing))
        yield submission


def _plain_submission(form: Form, grid: Grid, unit: PlainUnit) -> Recognised:
    figures, remarks = once_each(unit.figures)

    def said(value: str) -> tuple[Said, ...]:
        return (Said(value, *unit.place, value),) if value else ()

    years = tuple(one for _, year in years_in(unit.period, bare=True) for one in said(year))
    return Recognised(
        form,
        tuple(figures),
        (*unit.remarks, *remarks),
        units=said(unit.unit),
        codes=said(unit.code),
        years=years,
        sheets=(grid.name,),
    )

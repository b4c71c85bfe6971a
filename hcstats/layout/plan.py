"""The plan of a sheet: which cell is which figure, decided from labels and merges alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hcstats.layout.bands import find_bands, with_ends
from hcstats.layout.blocks import plan_blocks
from hcstats.layout.headings import doubtful_bands
from hcstats.layout.headless import headless_bands
from hcstats.layout.labels import Words
from hcstats.layout.measures import Measures, is_aside, is_serial_head, measures_of
from hcstats.layout.plan_findings import heading_findings, numbers_under, row_findings
from hcstats.layout.records import NEAR, Band, Claim, Finding, Plan, Run
from hcstats.layout.rows import SheetRow, align, sheet_rows
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import BASE, OfficialColumn, Vocabulary
from hcstats.model import Position, say


def plan_sheet(skeleton: Skeleton, vocabulary: Vocabulary) -> Plan:
    """Which cell of a sheet is which figure of one form; a plan without claims if none is."""
    bands = find_bands(skeleton, vocabulary)
    parts = [(band, plan_band(skeleton, vocabulary, band, bands)) for band in bands]
    parts = [(band, part) for band, part in parts if part.claims]
    have = {claim.key.partition(".")[0] for _, part in parts for claim in part.claims}
    tables = [table for table in vocabulary.form.tables if table.code not in have]
    if tables and skeleton.labels:
        used = [band for band, _ in parts]
        more = doubtful_bands(skeleton, vocabulary, tables, used)
        more += headless_bands(skeleton, vocabulary, tables, [*used, *more])
        ended = with_ends([*used, *more], max(skeleton.rows))[len(used) :]
        parts += [(band, plan_band(skeleton, vocabulary, band, ended)) for band in ended]
    return Plan(
        tuple(claim for _, part in parts for claim in part.claims),
        frozenset().union(*(part.declared for _, part in parts)),
        tuple(finding for _, part in parts for finding in part.findings),
        tuple(label for _, part in parts for label in part.local_rows),
        min((band.top for band, part in parts if part.claims), default=0),
    )


def plan_band(
    skeleton: Skeleton, vocabulary: Vocabulary, band: Band, bands: Sequence[Band]
) -> Plan:
    """The part of the plan that one heading governs; `bands` are all headings of the sheet."""
    if band.cycles > 1 and all(table.layout == "blocks" for table in band.tables):
        return plan_blocks(skeleton, vocabulary, band)
    lines = align(vocabulary, band, sheet_rows(skeleton, vocabulary, band))
    if not any(line.official for line in lines):
        return Plan()
    band, twice = _named_once(skeleton, bands, band)
    doubled = _doubled(vocabulary, band, lines)
    measures = measures_of(skeleton, band)
    named = _named(skeleton, band)
    claims = [
        claim for line in lines for claim in _claims(skeleton, vocabulary, named, line, measures)
    ]
    if doubled:
        keys = {
            claim.key
            for line in lines
            if line.official and line.official.index in doubled
            for claim in _claims(skeleton, vocabulary, named, line, measures)
        }
        claims = [
            Claim(claim.key, claim.cells, NEAR, claim.shown_unit) if claim.key in keys else claim
            for claim in claims
        ]
    findings = [
        *twice,
        *heading_findings(skeleton, band, lines),
        *(finding for line in lines for finding in row_findings(vocabulary, line, doubled)),
    ]
    local = tuple(line.shown.full for line in lines if line.official is None and line.filled)
    declared = frozenset(_declared(skeleton, band, lines))
    return Plan(tuple(claims), declared, tuple(findings), local)


def _named_once(
    skeleton: Skeleton, bands: Sequence[Band], band: Band
) -> tuple[Band, list[Finding]]:
    """The band with those columns doubted that the same heading names again beside them.

    Tables side by side have labels of their own between them; columns that follow one another
    under the same name (统计数（2017年）, 统计数（2018年）) could each be meant.
    """
    findings: list[Finding] = []
    doubted: set[tuple[str, int]] = set()
    for other in bands:
        if other.top != band.top or other.cycle <= band.cycle:
            continue
        between = range(other.left + 1, other.first_column)
        labelled = any(
            (row, column) in skeleton.labels
            for row in skeleton.rows_between(other.bottom + 1, other.end)
            for column in between
        )
        if labelled:
            break
        doubted |= {(one.table.code, one.index) for run in other.runs for one in run.officials}
        message = say(
            "'{shown}' names a column that has been named before; leave only the right one. "
            "Neither is read.",
            shown=skeleton.texts.get(other.runs[0].head, ""),
        )
        findings.append(Finding("label.twice", message, other.runs[0].head))
    if not doubted:
        return band, []
    runs = tuple(
        replace(run, strength=NEAR)
        if doubted & {(one.table.code, one.index) for one in run.officials}
        else run
        for run in band.runs
    )
    return replace(band, runs=runs), findings


_Named = dict[str, list[tuple[Run, OfficialColumn, Words | None]]]
"""The named columns of each table by its code, with the words of their heading."""


def _named(skeleton: Skeleton, band: Band) -> _Named:
    return {
        code: [
            (run, column, skeleton.labels.get(run.head))
            for run in band.runs
            if (column := run.of(code)) is not None
        ]
        for code in band.codes
    }


def _claims(
    skeleton: Skeleton, vocabulary: Vocabulary, named: _Named, line: SheetRow, measures: Measures
) -> Iterator[Claim]:
    """The figures of one line: one for each named column of its table."""
    official = line.official
    if official is None or official.row.heading:
        return
    items, anchors = vocabulary.form.items, skeleton.anchors
    for run, column, heading in named.get(official.table.code, ()):
        cells = [(row, place) for row in line.rows for place in range(run.first, run.last + 1)]
        key = vocabulary.key(official, column)
        yield Claim(
            key,
            tuple(dict.fromkeys([anchors.get(cell, cell) for cell in cells])),
            min(line.strength, run.strength),
            measures.shown(line.rows[0], line.shown, heading, items[key].kind),
        )


def _doubled(vocabulary: Vocabulary, band: Band, lines: Sequence[SheetRow]) -> frozenset[int]:
    """Rows of the form whose label stands beside numbers twice, so that neither is sure."""
    taken = {line.official.index for line in lines if line.official}
    return frozenset(
        official.index
        for line in lines
        if line.official is None and line.filled
        for official in vocabulary.rows_of(line.shown)
        if official.index in taken
        and official.strength(line.shown) >= BASE
        and official.table.code in band.codes
        and line.group in ("", official.group)
    )


def _declared(skeleton: Skeleton, band: Band, lines: Sequence[SheetRow]) -> Iterator[Position]:
    """Numbers under a heading that are no figures: serials, local rows, local columns."""
    for run in band.strangers:
        head = skeleton.labels[run.head]
        if is_serial_head(head) or not is_aside(head):
            yield from numbers_under(skeleton, run, lines)
    label_rows = {row: line for line in lines for row in line.rows}
    for row, column in skeleton.occupied:
        if not band.bottom < row <= band.end or column <= band.left:
            continue
        line = label_rows.get(row)
        if column > band.last_column and not (line and line.official is None and line.filled):
            continue
        if (
            (line is not None and column < line.head[1])
            or (line is not None and line.official is None and column >= band.first_column)
            or (line is None and _is_numbering(skeleton, row))
        ):
            yield row, column


def _is_numbering(skeleton: Skeleton, row: int) -> bool:
    columns = skeleton.by_row.get(row, ())
    return bool(columns) and is_serial_head(skeleton.labels[row, columns[0]])

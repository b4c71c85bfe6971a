"""What a plan has to say of rows and headings that are not as the form has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.layout.measures import is_aside
from hcstats.layout.records import Band, Finding, Run
from hcstats.layout.rows import SheetRow
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import BY_WORDS, CUT, Vocabulary
from hcstats.model import Position, say


def row_findings(
    vocabulary: Vocabulary, line: SheetRow, doubled: frozenset[int]
) -> Iterator[Finding]:
    """What the user has to know about the label of one line."""
    shown = line.shown.full
    official = line.official
    if official is None:
        if line.filled:
            yield _unknown_row(vocabulary, line)
        return
    label = official.row.label
    if official.index in doubled:
        message = say(
            "'{label}' stands beside numbers twice; leave only the right row.", label=label
        )
        yield Finding("label.twice", message, line.head)
    elif line.strength < CUT:
        message = say(
            "'{shown}' is not a label of the form; if it is '{label}', write it so, "
            "or pin it in aliases.csv. Its figures are not read.",
            shown=shown,
            label=label,
        )
        yield Finding("label.near", message, line.head)
    elif line.strength in _SAID:
        message = say("'{shown}' is taken as '{label}'.", shown=shown, label=label)
        yield Finding(_SAID[line.strength], message, line.head)


_SAID = {CUT: "label.cut", BY_WORDS: "label.words"}
"""Evidence that suffices, but that the user should hear of."""


def _unknown_row(vocabulary: Vocabulary, line: SheetRow) -> Finding:
    shown = line.shown.full
    if line.shown.base in vocabulary.groups:
        message = say(
            "'{shown}' is a heading in {form}; the numbers beside it are not counted. "
            "Spread them over the rows below it.",
            shown=shown,
            form=vocabulary.form.id,
        )
        return Finding("form.mixed", message, line.head, vocabulary.first_of(line.shown))
    message = say("The row '{shown}' is not part of the form and is not counted.", shown=shown)
    return Finding("label.extra", message, line.head)


def heading_findings(
    skeleton: Skeleton, band: Band, lines: Sequence[SheetRow]
) -> Iterator[Finding]:
    """What the user has to know about the headings of the columns."""
    codes = {line.official.table.code for line in lines if line.official}
    for run in band.runs:
        official = next((one for one in run.officials if one.table.code in codes), None)
        if official is None or run.strength > CUT:
            continue
        shown, label = skeleton.texts.get(run.head, ""), official.column.label
        if run.strength == CUT:
            message = say("'{shown}' is taken as '{label}'.", shown=shown, label=label)
            yield Finding("label.cut", message, run.head)
        else:
            message = say(
                "'{shown}' is not a column of the form; if it is '{label}', write it so, "
                "or pin it in aliases.csv. Its figures are not read.",
                shown=shown,
                label=label,
            )
            yield Finding("label.near", message, run.head)
    for run in band.strangers:
        if numbers_under(skeleton, run, lines) and not is_aside(skeleton.labels[run.head]):
            message = say(
                "The column '{shown}' is not part of the form and is not counted.",
                shown=skeleton.texts.get(run.head, ""),
            )
            yield Finding("label.extra", message, run.head)


def numbers_under(skeleton: Skeleton, run: Run, lines: Sequence[SheetRow]) -> frozenset[Position]:
    """The filled cells of a run of columns beside rows of the form."""
    cells = {
        (row, column)
        for line in lines
        for row in line.rows
        for column in range(run.first, run.last + 1)
    }
    return skeleton.occupied & cells

"""Every kind of problem that the program itself can report: id, severity, what it means.

The relations of a form are not here: they are rules in the form's definition.
"""

from __future__ import annotations

from typing import NamedTuple

from hcstats.model import Message, Place, Problem, Severity, say


class ProblemKind(NamedTuple):
    """A kind of problem: how much it matters, and what it means, for the printed catalogue."""

    severity: Severity
    meaning: Message


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

KINDS: dict[str, ProblemKind] = {
    "file.unreadable": ProblemKind(_E, say("The file cannot be read: damaged, or not allowed.")),
    "file.changed": ProblemKind(_E, say("The file was changed while it was read.")),
    "file.gone": ProblemKind(_E, say("The file went away between being listed and being read.")),
    "file.stalled": ProblemKind(_E, say("The file or its folder did not answer in time.")),
    "folder.unreadable": ProblemKind(_E, say("A folder below the inputs cannot be searched.")),
    "file.truncated": ProblemKind(_E, say("The file is cut off; the rest of it is missing.")),
    "file.encrypted": ProblemKind(_E, say("The file is protected by a password.")),
    "file.empty": ProblemKind(_E, say("The file holds nothing.")),
    "file.foreign": ProblemKind(
        _W, say("The file is no submission by its content, and is not counted.")
    ),
    "file.disguised": ProblemKind(
        _E, say("The file has a spreadsheet's name but is something else.")
    ),
    "file.skipped": ProblemKind(_I, say("A file that is no submission by its name is left out.")),
    "file.kind": ProblemKind(_I, say("The content is of another kind than the name says.")),
    "export.skipped": ProblemKind(
        _I, say("An export of an earlier run lies among the submissions and is left out.")
    ),
    "export.altered": ProblemKind(
        _E, say("A number in an export of an earlier run is not the one that the run wrote.")
    ),
    "export.unmarked": ProblemKind(
        _E, say("An export lacks the hidden sheet that tells whether it is unchanged.")
    ),
    "export.totals": ProblemKind(
        _E, say("An export of an earlier run holds totals alone, without the units' figures.")
    ),
    "export.uncalculated": ProblemKind(
        _I, say("Sums in an export of an earlier run have no saved result.")
    ),
    "export.unproved": ProblemKind(
        _W, say("Nothing in an export of an earlier run tells whether it is whole.")
    ),
    "export.errors": ProblemKind(_E, say("The run that wrote an export had found errors.")),
    "form.unknown": ProblemKind(_E, say("No known form stands in the file.")),
    "form.ambiguous": ProblemKind(_W, say("The content fits several editions of a form.")),
    "form.mixed": ProblemKind(_E, say("The file mixes tables of two editions.")),
    "A2.edition": ProblemKind(_E, say("The form is of another edition than the period asks for.")),
    "A2.twice": ProblemKind(_E, say("Two submissions of one unit and period differ.")),
    "A2.again": ProblemKind(_I, say("The same figures of one unit came twice.")),
    "A2.covered": ProblemKind(_E, say("A unit's figures are contained in its superior's too.")),
    "A2.period": ProblemKind(_E, say("The submission is for another period than the run.")),
    "A2.copy": ProblemKind(_W, say("Two units sent the same figures.")),
    "A2.stale": ProblemKind(_W, say("A unit sent last year's figures again.")),
    "A2.missing": ProblemKind(_W, say("An expected unit has not reported.")),
    "A3": ProblemKind(
        _W, say("A submission that covers the subordinates has less than they have together.")
    ),
    "A5": ProblemKind(_W, say("A printed total is not the sum of the units' figures.")),
    "previous.errors": ProblemKind(_I, say("The submissions of the year before have errors.")),
    "previous.missing": ProblemKind(
        _I, say("Of some units there is no submission of the year before.")
    ),
    "report.no_data": ProblemKind(
        _W, say("The report's text needs a number that nobody reported.")
    ),
    "report.unbound": ProblemKind(
        _W, say("A template writes out a number that no data stand behind.")
    ),
    "report.gap": ProblemKind(
        _I, say("A part of the report that only the office can write is open.")
    ),
    "explanation.stale": ProblemKind(
        _W, say("An explanation speaks of figures that have changed since.")
    ),
    "explanation.error": ProblemKind(
        _W, say("An explanation speaks of an error, which can only be corrected.")
    ),
    "explanation.unused": ProblemKind(_I, say("An explanation speaks of no warning of this run.")),
    "narrative.unknown": ProblemKind(
        _W, say("A text of the office's own has a name that the report does not ask for.")
    ),
    "narrative.prompt": ProblemKind(
        _W, say("A prompt still stands beside the office's own words.")
    ),
    "period.unknown": ProblemKind(_W, say("The submission does not say for which year it is.")),
    "period.conflict": ProblemKind(_E, say("The content and the file name say different years.")),
    "unit.unknown": ProblemKind(_E, say("The unit is not in the list of units.")),
    "unit.missing": ProblemKind(_E, say("Nothing says which unit the submission comes from.")),
    "unit.conflict": ProblemKind(
        _E, say("The content and the file name (or two places) say different units.")
    ),
    "marker.conflict": ProblemKind(
        _E, say("A template was filled in for another unit, year or edition than it was made for.")
    ),
    "unit.former": ProblemKind(_W, say("The unit appears under a former name.")),
    "unit.guessed": ProblemKind(_W, say("The unit's short name exists in several places.")),
    "label.near": ProblemKind(_E, say("A label resembles an official one but is not the same.")),
    "label.cut": ProblemKind(_I, say("A label is cut short, and fits only one official label.")),
    "label.words": ProblemKind(_I, say("A label is read by its characteristic words.")),
    "label.extra": ProblemKind(_I, say("A row or column is not part of the form.")),
    "label.missing": ProblemKind(_E, say("A row or column of the form is missing.")),
    "label.twice": ProblemKind(_E, say("A row or column of the form stands twice.")),
    "table.missing": ProblemKind(_W, say("A table of the form is missing.")),
    "table.twice": ProblemKind(_E, say("A table stands twice with different figures.")),
    "table.again": ProblemKind(_I, say("A table stands twice with the same figures.")),
    "table.blank": ProblemKind(_W, say("A table was left entirely blank.")),
    "number.unreadable": ProblemKind(_E, say("A cell holds something that is not one number.")),
    "number.unit": ProblemKind(_E, say("The unit of measurement contradicts the form's.")),
    "number.note": ProblemKind(_I, say("A number stands with a note in its cell.")),
    "number.counter": ProblemKind(_I, say("A count has another counter word than the form.")),
    "sheet.extra": ProblemKind(_W, say("A sheet with numbers holds no table of the form.")),
    "number.unclaimed": ProblemKind(_W, say("A number belongs to no item of the form.")),
    "number.blank": ProblemKind(_I, say("Cells of a filled table are blank; they add nothing.")),
    "number.mixed": ProblemKind(_W, say("Figures that may not be added differ between units.")),
    "cell.error": ProblemKind(_E, say("A cell shows an Excel error.")),
    "cell.uncalculated": ProblemKind(_E, say("A formula was saved without its result.")),
    "cell.hidden": ProblemKind(_W, say("Figures stand in hidden rows, columns or sheets.")),
}


def problem(
    rule: str,
    message: Message,
    place: Place = Place(),  # noqa: B008  (immutable)
    *,
    unit_code: str = "",
    unit: str = "",
    period: str = "",
    key: str = "",
    expected: str = "",
    found: str = "",
) -> Problem:
    """A problem of a catalogued kind, with the severity that the catalogue gives it."""
    return Problem(
        rule, KINDS[rule].severity, message, place, unit_code, unit, period, key, expected, found
    )

"""The words of the help, and the choices that options take."""

from __future__ import annotations

from enum import StrEnum

from hcstats.messages import render
from hcstats.model import Message, say


class Formats(StrEnum):
    """What goes to standard output."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class By(StrEnum):
    """What a comparison's tables are of."""

    TOTAL = "total"
    UNIT = "unit"


class Languages(StrEnum):
    """Languages of messages; the official labels stay Chinese."""

    ZH = "zh"
    EN = "en"


_TEXTS: dict[str, Message] = {
    "app": say(
        "Statistics of government information disclosure from the spreadsheets that the units "
        "sent. No number is ever wrong in silence: a figure is right, or a problem names its "
        "file, sheet and cell.\n\nExit status: 0 clean, 1 the data have errors, 2 could not run."
    ),
    "version": say("Show the version and exit."),
    "paths": say("Files, folders (searched with all their subfolders) or globs."),
    "paths_or_addresses": say(
        "Files, folders (searched with all their subfolders), globs, or addresses of storage as "
        "s3://bucket/folder."
    ),
    "output": say(
        "Also write a file: .xlsx, .html (a page to look at), .csv, .json or .md, or a folder "
        "(figures/) for all figures as Parquet; may be given several times."
    ),
    "board_output": say(
        "Also write a file: .xlsx, .csv, .json or .md; may be given several times."
    ),
    "charts": say(
        "Also draw the totals: a picture of each chart of the form, as svg and png, in this "
        "folder, which is made if it is not there. Needs: pip install hcstats[charts]"
    ),
    "breakdown": say(
        "Write the sheet of the units' figures into an .xlsx, or leave it out; otherwise it is "
        "there for up to 500 units, with the cell behind each figure."
    ),
    "extract_output": say("Also write a file: .csv, .json or .md; may be given several times."),
    "form": say("The form that the files are on, as national/2021; otherwise recognised."),
    "period": say("The year reported on, as 2023; otherwise recognised."),
    "units": say("The list of units; otherwise units.csv beside or above the input."),
    "password_file": say(
        "A text file with passwords, one a line, to open encrypted workbooks with; they are "
        "tried in order."
    ),
    "explanations": say(
        "Write a CSV file with a line for each open warning, to be explained; what it explains "
        "already is kept. As explanations.csv beside the input it settles warnings."
    ),
    "previous": say(
        "The submissions of the year before, or an export of their run, to hold this year's "
        "against them."
    ),
    "format": say("What goes to standard output."),
    "jobs": say("Processes to read with; otherwise as many as pay."),
    "cache": say(
        "Keep what files gave in this folder, so that the next run reads only what is new or "
        "changed; otherwise in the user's own folder for such things."
    ),
    "no_cache": say("Read every file anew, and keep nothing for the next run."),
    "scheduler": say(
        "Read on a Dask cluster: its scheduler's address, as tcp://HOST:8786, or the path of its "
        "file. Needs: pip install hcstats[cluster]"
    ),
    "returns": say(
        "Also write to this folder, for each unit with something to correct, a return note (docx "
        "and text) and a copy of its own workbook with the cells marked."
    ),
    "returns_deadline": say(
        "The day by which corrections must be sent, as 2024-01-20; for --returns."
    ),
    "strict": say("Count warnings as errors."),
    "lang": say("Language of messages; otherwise HCSTATS_LANG, then the locale."),
    "aggregate": say("Read, recognise, check and add up submissions; print the summary tables."),
    "aggregate_short": say("Add up submissions and print the summary tables."),
    "check": say(
        "The same reading and rules without totals: every problem at once, with file, sheet "
        "and cell."
    ),
    "check_short": say("List every problem with its file, sheet and cell."),
    "status": say(
        "Who has reported, who has not, whose report is faulty, on the wrong edition, twice, last "
        "year's again or another unit's; and the text of a reminder."
    ),
    "status_short": say("Show who has reported and who has not."),
    "deadline": say("The last day, as 2024-01-15: what came later is late."),
    "reminder": say("Write the text of a reminder to this file; - prints it instead of the board."),
    "extract": say("Every recognised number, one row a cell, with the place that it came from."),
    "extract_short": say("List every recognised number with its place."),
    "trace": say(
        "Where one published figure comes from: its total, the relations that it is in, every "
        "unit's part with file, sheet, cell and the text as written, and the sum done again. "
        "With --indicator ID instead of KEY: a rate, with every figure in it."
    ),
    "trace_short": say("Show where one figure comes from, down to the cells."),
    "trace_key": say(
        "The figure: its key, as active.channel_website, or its official label. With --indicator "
        "it is left out."
    ),
    "trace_indicator": say("The indicator, as requests.completion_rate."),
    "compare": say(
        "Two or more years side by side: change, shares, like for like, whether what was carried "
        "over agrees, and what cannot be compared. A year is a folder or file of submissions, or "
        "an export of an earlier run. The older year comes first."
    ),
    "compare_short": say("Compare years, or two collections."),
    "compare_paths": say("Two or more years, the older first: folders, files or exports."),
    "compare_by": say("What the tables are of: all units together, or each unit."),
    "compare_unit": say("Only this unit, by name or code."),
    "forms_diff": say("Show what of two form editions can be compared, and what not and why."),
    "form_old": say("The older edition, as national/2019."),
    "form_new": say("The newer edition, as national/2021."),
    "template": say(
        "Workbooks for the units to fill in, on the official layout: only the cells of figures "
        "are open, totals and relations are shown live, and last year's closing balance stands "
        "in its place. One workbook a unit of the list, or one blank."
    ),
    "template_short": say("Make workbooks for the units to fill in."),
    "template_output": say("The folder to write to; it is made if it is not there."),
    "template_units": say("The list of units: one template for each."),
    "template_period": say("The year to be reported on, as 2024."),
    "template_previous": say(
        "The submissions of the year before: each unit's opening balance is filled in from them."
    ),
    "template_blank": say("Also a blank template that names no unit."),
    "template_force": say("Overwrite templates that are there already."),
    "report": say(
        "The annual report itself: the sections and official tables of the form, filled with the "
        "checked totals; every number of the text is bound to a figure. Without -o it is printed."
    ),
    "report_short": say("Write the annual report."),
    "report_output": say(
        "Write the report: .docx, .html, .md or .pdf; may be given several times."
    ),
    "report_narrative": say(
        "The office's own words: a narrative.toml, or a Word file with content controls."
    ),
    "report_gaps": say(
        "Write a narrative.toml with every text that the office has to write; what is written "
        "already is kept."
    ),
    "report_template": say("A template of your own instead of the form's."),
    "report_check": say(
        "Hold a draft (docx) that was edited by hand against the data: each number that is no "
        "longer what the data say."
    ),
    "report_toc": say("With a table of contents."),
    "report_pictures": say("With the charts in the text."),
    "diff": say(
        "What one unit's corrected file would change before it is taken in: its figures, totals, "
        "rates, charts, sentences of the report, problems."
    ),
    "diff_short": say("Show what a corrected file would change."),
    "diff_old": say("The file that is to be replaced; it lies in the collection."),
    "diff_new": say("The corrected file, wherever it lies."),
    "diff_in": say("The collection: its folder, or files."),
    "cache_command": say(
        "What is kept of files that were read: where, how much, and since when. A file whose "
        "content is the same is not read again, and gives the same, to the last byte."
    ),
    "cache_short": say("Show or clear what is kept of files that were read."),
    "cache_clear": say("Remove it; the next run reads every file anew."),
    "cache_folder": say("The folder; otherwise the user's own."),
    "forms": say("The form editions that the program knows."),
    "forms_list": say("List the form editions that the program knows."),
    "forms_show": say("Show one form edition: items, rules and indicators."),
    "forms_check": say("Vet a form definition file of your own."),
    "forms_explain": say("Show how a file was recognised, cell by cell."),
    "form_id": say("The form edition, as national/2021."),
    "form_file": say("The definition, a TOML file."),
    "explained_file": say("The submission."),
}


class Texts:
    """Every text of the help in one language, as attributes."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __getattr__(self, name: str) -> str:
        try:
            return render(_TEXTS[name], self._language)
        except KeyError:
            raise AttributeError(name) from None

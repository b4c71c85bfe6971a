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
    "output": say("Also write a file: .xlsx, .csv, .json or .md; may be given several times."),
    "extract_output": say("Also write a file: .csv, .json or .md; may be given several times."),
    "form": say("The form that the files are on, as national/2021; otherwise recognised."),
    "period": say("The year reported on, as 2023; otherwise recognised."),
    "units": say("The list of units; otherwise units.csv beside or above the input."),
    "format": say("What goes to standard output."),
    "jobs": say("Processes to read with; otherwise as many as pay."),
    "strict": say("Count warnings as errors."),
    "lang": say("Language of messages; otherwise HCSTATS_LANG, then the locale."),
    "aggregate": say("Read, recognise, check and add up submissions; print the summary tables."),
    "aggregate_short": say("Add up submissions and print the summary tables."),
    "check": say(
        "The same reading and rules without totals: every problem at once, with file, sheet "
        "and cell."
    ),
    "check_short": say("List every problem with its file, sheet and cell."),
    "extract": say("Every recognised number, one row a cell, with the place that it came from."),
    "extract_short": say("List every recognised number with its place."),
    "status": say(
        "The board: who has reported, who is missing, reported zero, has errors, sent twice, on "
        "the wrong edition, last year's file or another unit's figures."
    ),
    "status_short": say("Show who has reported and who has not, and write the reminder."),
    "previous": say("The submissions of the period before: files sent again are found by them."),
    "deadline": say(
        "The last day, as 2024-01-15: what came later is marked, by received.csv, else by the "
        "date of the file."
    ),
    "reminder": say(
        "Write a reminder to the units that are missing or have to correct: a .txt file, or - to "
        "print it instead of the board."
    ),
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

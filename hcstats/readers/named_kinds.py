"""Kinds of files and the names that they have: which are read, what is said of the others."""

from __future__ import annotations

from pathlib import PurePosixPath

from hcstats.catalogue import problem
from hcstats.model import Message, Place, Problem, say
from hcstats.readers import kinds

_NAMES = {
    kinds.XLSX: {"xlsx", "xlsm", "xltx", "xltm", "et", "ett"},
    kinds.XLS: {"xls", "xlt", "et", "ett"},
    kinds.ODS: {"ods", "ots"},
    kinds.CSV: {"csv", "tsv", "txt", "tab"},
    kinds.HTML: {"html", "htm", "shtml", "xhtml"},
    kinds.DOCX: {"docx", "docm", "dotx", "dotm"},
    kinds.JSON: {"json"},
}
DOCUMENTS = frozenset({kinds.HTML, kinds.DOCX})
"""Kinds of which many are letters and articles: without an official table they are no fault."""
_SPREADSHEETS = frozenset().union(
    *(names for kind, names in _NAMES.items() if kind not in {*DOCUMENTS, kinds.JSON}),
    {"xlsb"},
)


def refused(kind: str, name: str) -> Problem | None:
    """Why a file of a kind is not read at all; None if it is."""
    found = _refused(kind)
    if found is None:
        return None
    rule, message = found
    if rule == "file.foreign" and _suffix(name) in _SPREADSHEETS:
        rule = "file.disguised"
    return problem(rule, message, Place(name))


def _refused(kind: str) -> tuple[str, Message] | None:
    if kind in _NAMES:
        return None
    if kind == kinds.EMPTY:
        return "file.empty", say("The file holds nothing; ask the unit to send it again.")
    if kind == kinds.TRUNCATED:
        return "file.truncated", say(
            "The file is cut off or damaged; ask the unit to send it again."
        )
    if kind == kinds.ENCRYPTED:
        return "file.encrypted", say(
            "The file is protected by a password; name a file of passwords with --password-file, "
            "or open it and save it without one."
        )
    return "file.foreign", say(
        "The file is of kind {kind}, which is not read; if it holds a submission, have it sent "
        "as xlsx or docx. It is not counted.",
        kind=kind,
    )


def without_table(name: str) -> Problem:
    """What to say of a page or document that holds no official table.

    An accompanying letter is none; an error is only what stands under a spreadsheet's name.
    """
    message = say(
        "The file holds no official table, so it is not counted. A letter needs nothing done; if "
        "it should be a submission, have the table itself sent, not a picture of it."
    )
    rule = "file.disguised" if _suffix(name) in _SPREADSHEETS else "file.foreign"
    return problem(rule, message, Place(name))


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def misnamed(kind: str, name: str) -> tuple[Problem, ...]:
    """What to say of a file whose name ends like one of another kind."""
    suffix = _suffix(name)
    if suffix in _NAMES[kind]:
        return ()
    message = say(
        "The content is {kind}, though the name ends in .{suffix}; it is read as {kind}.",
        kind=kind,
        suffix=suffix,
    )
    return (problem("file.kind", message, Place(name)),)

"""One file to its grids: what it is decides how it is read, and every failure is a problem."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.catalogue import problem
from hcstats.model import Grid, Message, Place, Problem, say
from hcstats.readers import kinds
from hcstats.readers.faults import Unreadable
from hcstats.readers.input_files import InputFile
from hcstats.readers.named_kinds import DOCUMENTS, misnamed, refused, without_table
from hcstats.readers.passwords import NO_PASSWORDS, Passwords
from hcstats.readers.stable import read_stable

if TYPE_CHECKING:
    from hcstats.readers.ooxml.scanner import Sheet


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its kind by content, its sheets, its hash; or the problem instead."""

    name: str
    kind: str
    grids: tuple[Grid, ...]
    problems: tuple[Problem, ...]
    sha256: str
    scanned: tuple[Sheet, ...] = ()
    """The sheets as a scan gave them, where that told everything; `whole` makes grids of them."""


def whole(reading: Reading) -> Reading:
    """The reading with its grids, also where only the scan was asked for."""
    if not reading.scanned or reading.grids:
        return reading
    from hcstats.readers.ooxml.grids import grids  # noqa: PLC0415  (a run needs one or two)
    from hcstats.readers.ooxml.scanner import Scanned  # noqa: PLC0415

    return replace(reading, grids=grids(Scanned(reading.scanned)))


_LARGEST = 200 * 1024 * 1024
_SMALL = 100 * 1024
_REASON_LENGTH = 120


def _never(_: str) -> bool:
    return False


def read_workbook(
    path: Path,
    name: str,
    passwords: Passwords = NO_PASSWORDS,
    *,
    quickly: bool = False,
    finished: bool = False,
    known: Callable[[str], bool] = _never,
) -> Reading:
    """The grids of a file, read once and never changed; `name` is what its places say.

    Never raises for what the file holds: every failure is one problem that says what to do.
    `quickly`: a plain workbook is only scanned; `whole` gives its grids if they are needed.
    `finished`: this program has written it. Of a content whose hash is `known` nothing but the
    hash is given.
    """
    try:
        data = read_stable(path, _LARGEST, finished=finished)
    except Unreadable as error:
        return Reading(name, "", (), (problem(error.rule, error.message, Place(name)),), "")
    digest = hashlib.sha256(data).hexdigest()
    if known(digest):
        return Reading(name, "", (), (), digest)
    scanned = _scanned(data) if quickly and data.startswith(kinds.ZIP) else ()
    if scanned:
        return Reading(name, kinds.XLSX, (), misnamed(kinds.XLSX, name), digest, scanned)
    kind, data = _opened(data, passwords)
    unread = refused(kind, name)
    if unread is not None:
        return Reading(name, "", (), (unread,), digest)
    grids, fault = _grids(kind, data)
    if fault is not None:
        rule, message = fault
        return Reading(name, kind, (), (problem(rule, message, Place(name)),), digest)
    if not grids and kind in DOCUMENTS:
        return Reading(name, kind, (), (without_table(name),), digest)
    if not any(grid.cells for grid in grids):
        message = say("The file holds no cell with content; ask the unit to send it again.")
        return Reading(name, kind, (), (problem("file.empty", message, Place(name)),), digest)
    return Reading(name, kind, grids, misnamed(kind, name), digest)


def read_input(
    file: InputFile, *, quickly: bool = False, known: Callable[[str], bool] = _never
) -> Reading:
    """The same of a file of a run."""
    return read_workbook(
        file.path,
        file.name,
        file.passwords,
        quickly=quickly,
        finished=file.finished,
        known=known,
    )


def _opened(data: bytes, passwords: Passwords) -> tuple[str, bytes]:
    """The kind of a file and its bytes, without the encryption if a password opens it."""
    kind = kinds.kind_of(data)
    if kind != kinds.ENCRYPTED and not (kind == kinds.XLS and kinds.is_locked_xls(data)):
        return kind, data
    from hcstats.readers.passwords import unlocked  # noqa: PLC0415

    try:
        plain = unlocked(data, passwords)
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException:  # a damaged one raises what its parser thinks of
        plain = None
    return (kinds.ENCRYPTED, data) if plain is None else (kinds.kind_of(plain), plain)


def _readers() -> dict[str, Callable[[bytes], tuple[Grid, ...]]]:
    from hcstats.readers.delimited import read_csv  # noqa: PLC0415  (a run needs one or two)
    from hcstats.readers.docx import read_docx  # noqa: PLC0415
    from hcstats.readers.html import read_html  # noqa: PLC0415
    from hcstats.readers.json import read_json  # noqa: PLC0415
    from hcstats.readers.ods import read_ods  # noqa: PLC0415
    from hcstats.readers.xls import read_xls  # noqa: PLC0415
    from hcstats.readers.xlsx import read_xlsx  # noqa: PLC0415

    return {
        kinds.XLSX: read_xlsx,
        kinds.XLS: read_xls,
        kinds.ODS: read_ods,
        kinds.CSV: read_csv,
        kinds.HTML: read_html,
        kinds.DOCX: read_docx,
        kinds.JSON: read_json,
    }


def _grids(kind: str, data: bytes) -> tuple[tuple[Grid, ...], tuple[str, Message] | None]:
    """The grids, or what prevented them: no parser's exception gets past here."""
    from hcstats.readers.preflight import look, within_limits  # noqa: PLC0415

    try:
        look(kind, data)
        grids = _readers()[kind](data)
        within_limits(grids)
    except Unreadable as error:
        return (), (error.rule, error.message)
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:_REASON_LENGTH]
        message = say(
            "The file is damaged ({reason}); open it in Excel or WPS, save it anew, or ask the "
            "unit to send it again.",
            reason=reason,
        )
        return (), ("file.unreadable", message)
    return grids, None


def _scanned(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a plain workbook that holds anything; nothing for any other."""
    from hcstats.readers.ooxml.scanner import scan  # noqa: PLC0415  (a run needs one or two)
    from hcstats.readers.preflight import look  # noqa: PLC0415

    if len(data) > _SMALL:
        # What is small cannot unpack to much, and parts that are not read do no harm.
        try:
            look(kinds.XLSX, data)
        except Unreadable:
            return ()
    found = scan(data)
    sheets = found.sheets if found is not None else ()
    return () if all(one.empty for one in sheets) else sheets

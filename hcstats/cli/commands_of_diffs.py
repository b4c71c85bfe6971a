"""What `hcstats diff` does: the run as it is, the run with the new file, and what differs."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from hcstats.cli.commands import Shared
from hcstats.cli.options import Formats
from hcstats.messages import render
from hcstats.model import HcstatsError, Outcome, Severity, say
from hcstats.pipeline import run


def show_difference(
    shared: Shared, old: str, new: str, template: Path | None, format_: Formats
) -> int:
    """Print what the new file would change; 1 if it has errors or brings new ones."""
    from hcstats import writers  # noqa: PLC0415  (heavy: not for `--help`)
    from hcstats.difference import differences, tables  # noqa: PLC0415
    from hcstats.forms.load import load_form  # noqa: PLC0415
    from hcstats.report.compose import Wanted  # noqa: PLC0415

    if not _apart(old, new):
        raise HcstatsError(say("'{old}' is given twice; name the corrected file second.", old=old))
    request = shared.request()
    after = run(replace(request, swap=(old, new)))
    before = run(replace(request, leave_out=new))
    if not after.form or before.form != after.form or before.period != after.period:
        raise HcstatsError(
            say(
                "With '{new}' the collection would be {after} for {after_period} instead of "
                "{before} for {before_period}; that is no correction.",
                new=new,
                before=before.form or "—",
                before_period=before.period or "—",
                after=after.form or "—",
                after_period=after.period or "—",
            )
        )
    names = Path(old).as_posix(), Path(new).as_posix()
    _same_unit(before, after, _named(before, names[0]), names[1])
    found = differences(
        before, after, load_form(after.form), _named(before, names[0]), names[1], Wanted(template)
    )
    if found.nothing and format_ is Formats.TABLE:
        message = say(
            "'{new}' changes nothing: its figures are those of '{old}'.", new=new, old=old
        )
        sys.stdout.write(f"{render(message, shared.language)}\n")
    writers.print_tables(sys.stdout, tables(found), format_.value, shared.language)
    errors = [one for one in after.problems if one.severity is Severity.ERROR]
    return int(any(one.place.file == names[1] or one in found.raised for one in errors))


def _same_unit(before: Outcome, after: Outcome, old: str, new: str) -> None:
    """Refuse a file that speaks of other units: it would take the old one's figures out."""
    was = {one.unit: one.unit_code for one in before.figures if one.file == old}
    now = {one.unit: one.unit_code for one in after.figures if one.file == new}
    if not was or not now or {*was.values()} & {*now.values()} - {""} or {*was} & {*now}:
        return
    raise HcstatsError(
        say(
            "'{new}' is of {new_unit}, but '{old}' is of {old_unit}; that is no correction.",
            new=new,
            new_unit=tuple(now),
            old=old,
            old_unit=tuple(was),
        )
    )


def _apart(old: str, new: str) -> bool:
    return Path(old).resolve() != Path(new).resolve()


def _named(outcome: Outcome, path: str) -> str:
    """The file's name as the run has it, however the user came to it."""
    wanted = Path(path).resolve()
    names = (name for name, _ in outcome.run.inputs)
    return next((name for name in names if Path(name).resolve() == wanted), path)

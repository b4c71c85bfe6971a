"""What `hcstats template` does."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import HcstatsError, Message, UnitValue, say


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of the command."""

    form: str
    folder: Path
    units: str
    period: str
    previous: str
    blank: bool
    force: bool
    language: str
    cache: Path | None = None


def make_templates(wanted: Wanted) -> int:
    """Write the templates and say how many; the exit status."""
    from hcstats.forms.load import load_form  # noqa: PLC0415  (not for `--help`)
    from hcstats.templates.filling import Filling  # noqa: PLC0415
    from hcstats.templates.folder import filling_of, write_templates  # noqa: PLC0415
    from hcstats.units.listing import load_register  # noqa: PLC0415

    form = load_form(wanted.form)
    _serving(form, wanted)
    fillings = []
    without: list[str] = []
    if wanted.units:
        register = load_register(Path(wanted.units))
        before = _before(wanted)
        known = {one.unit_code for one in before}
        for unit in register.expected(wanted.period):
            name = register.full_name(unit)
            fillings.append(filling_of(form, unit, name, wanted.period, before))
            if wanted.previous and unit.code not in known:
                without.append(name)
    if wanted.blank or not wanted.units:
        fillings.append(Filling(period=wanted.period))
    paths = write_templates(wanted.folder, form, fillings, force=wanted.force)
    if without:
        message = say(
            "No submission of the year before from {units}: their opening balance is left blank.",
            units=tuple(without),
        )
        sys.stderr.write(render(message, wanted.language) + "\n")
    written = say("{count} templates written to {folder}.", count=len(paths), folder=wanted.folder)
    sys.stdout.write(render(written, wanted.language) + "\n")
    return 0


def _serving(form: Form, wanted: Wanted) -> None:
    """Raise HcstatsError for options that cannot be meant."""
    fault: Message | None = None
    if wanted.period and not (wanted.period.isdigit() and form.serves(int(wanted.period))):
        fault = say("{form} is not the form of {period}.", form=form.id, period=wanted.period)
    elif wanted.previous and not wanted.units:
        fault = say("--previous fills in what is known of each unit, and needs --units.")
    if fault is not None:
        raise HcstatsError(fault)


def _before(wanted: Wanted) -> Sequence[UnitValue]:
    """The counted figures of the year before, by unit."""
    if not wanted.previous:
        return ()
    from hcstats.pipeline import Request, run  # noqa: PLC0415

    outcome = run(Request((wanted.previous,), units=wanted.units, cache=wanted.cache))
    if wanted.period and outcome.period and int(outcome.period) != int(wanted.period) - 1:
        raise HcstatsError(
            say(
                "{path} holds submissions for {found}, not for the year before {period}.",
                path=wanted.previous,
                found=outcome.period,
                period=wanted.period,
            )
        )
    return outcome.by_unit

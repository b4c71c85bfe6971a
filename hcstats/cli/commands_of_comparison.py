"""What `hcstats compare` does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.cli.caching import command_line
from hcstats.cli.commands import progress_shown
from hcstats.cli.options import By, Formats
from hcstats.messages import render
from hcstats.model import HcstatsError, Severity, say
from hcstats.pipeline import Request, failed

if TYPE_CHECKING:
    from hcstats.compare import Comparison
    from hcstats.model import Table


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was asked for."""

    paths: tuple[str, ...]
    by: By
    unit: str
    outputs: tuple[Path, ...]
    units: str
    format: Formats
    jobs: int | None
    strict: bool
    language: str
    password_file: str = ""
    cache: Path | None = None


_SUFFIXES = (".xlsx", ".csv", ".json", ".md")


def _one_choice(wanted: Wanted) -> None:
    """Refuse a choice of units for outputs that always hold everything."""
    full = [path.name for path in wanted.outputs if path.suffix.lower() != ".md"]
    if wanted.format in (Formats.JSON, Formats.CSV):
        full.append(f"--format {wanted.format.value}")
    if full and (wanted.unit or wanted.by is By.UNIT):
        message = say(
            "{names} always holds the whole and every unit; leave out --unit and --by unit there, "
            "which choose what the terminal and .md show.",
            names=tuple(full),
        )
        raise HcstatsError(message)


def compare_years(wanted: Wanted) -> int:
    """Compare, print, write; 1 if one year's data have errors or a balance breaks."""
    from hcstats import writers  # noqa: PLC0415  (pandas and rich are not for `--help`)
    from hcstats.compare import compare  # noqa: PLC0415

    if len(wanted.paths) < 2:
        raise HcstatsError(say("Give two years or more, the older one first."))
    writers.check_outputs(wanted.outputs, _SUFFIXES)
    _one_choice(wanted)
    requests = [
        Request(
            (path,),
            units=wanted.units,
            jobs=wanted.jobs,
            strict=wanted.strict,
            command=command_line(sys.argv[1:]),
            cache=wanted.cache,
            password_file=wanted.password_file,
        )
        for path in wanted.paths
    ]
    with progress_shown() as progress:
        comparison = compare(requests, progress)
    with writers.together():
        # Printed first: an unknown unit is said before anything is written.
        _printed(comparison, wanted)
        for path in wanted.outputs:
            _written(path, comparison, wanted)
    _problems(comparison, wanted.language)
    broken = any(one.severity is Severity.ERROR for one in comparison.carried)
    return int(broken or any(failed(year.outcome) for year in comparison.years))


def _tables(comparison: Comparison, wanted: Wanted, bars: str) -> Sequence[Table]:
    from hcstats.compare.tables import terminal_tables, unit_tables  # noqa: PLC0415

    if wanted.unit or wanted.by is By.UNIT:
        return list(unit_tables(comparison, wanted.unit, bars))
    return list(terminal_tables(comparison, bars))


def _printed(comparison: Comparison, wanted: Wanted) -> None:
    from hcstats import writers  # noqa: PLC0415
    from hcstats.compare.spark import bars_for  # noqa: PLC0415

    # Also of what is not printed: an unknown unit is said before anything is.
    bars = bars_for(getattr(sys.stdout, "encoding", None))
    tables = _tables(comparison, wanted, bars)
    if wanted.format in (Formats.JSON, Formats.CSV):
        sys.stdout.write(_text(f".{wanted.format.value}", comparison, wanted))
    else:
        writers.print_tables(sys.stdout, tables, wanted.format.value, wanted.language)


def _text(suffix: str, comparison: Comparison, wanted: Wanted) -> str:
    from hcstats.compare.output import as_json, long_table  # noqa: PLC0415
    from hcstats.compare.spark import BARS  # noqa: PLC0415
    from hcstats.writers import delimited, markdown  # noqa: PLC0415

    if suffix == ".json":
        return as_json(comparison, wanted.language)
    if suffix == ".csv":
        return delimited.render_tables([long_table(comparison)], wanted.language)
    return markdown.render_tables(_tables(comparison, wanted, BARS), wanted.language)


def _written(path: Path, comparison: Comparison, wanted: Wanted) -> None:
    from hcstats import writers  # noqa: PLC0415
    from hcstats.compare import charts  # noqa: PLC0415
    from hcstats.compare.sheets import book_tables  # noqa: PLC0415

    outcomes = [year.outcome for year in comparison.years]
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        tables = book_tables(comparison)
        writers.write_sheets(path, tables, charts(comparison), outcomes, wanted.language)
    else:
        text = _text(suffix, comparison, wanted)
        writers.write_words(path, text, outcomes, _proof(suffix, comparison, wanted))


def _proof(suffix: str, comparison: Comparison, wanted: Wanted) -> Callable[[Path], None]:
    """What holds a file of that suffix against the comparison."""
    from hcstats.compare.proof import prove_csv, prove_json  # noqa: PLC0415
    from hcstats.compare.spark import BARS  # noqa: PLC0415
    from hcstats.writers.proving import prove_page  # noqa: PLC0415

    if suffix == ".json":
        return partial(prove_json, comparison=comparison)
    if suffix == ".csv":
        return partial(prove_csv, comparison=comparison)
    tables = _tables(comparison, wanted, BARS)
    return partial(prove_page, tables=tables, language=wanted.language)


def _problems(comparison: Comparison, language: str) -> None:
    from hcstats import writers  # noqa: PLC0415

    for period, year in zip(comparison.periods, comparison.years, strict=True):
        sys.stderr.write(f"{render(say('{period}:', period=period), language)}\n")
        writers.print_problems(sys.stderr, year.outcome, language, everything=False)

"""`aggregate` in batches: on a cluster, over addresses, or with a data set of all figures."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.cli import commands
from hcstats.cli.commands import Shared, progress_shown
from hcstats.cli.options import Formats
from hcstats.cluster.named import is_address, is_dataset
from hcstats.messages import render
from hcstats.model import HcstatsError, Message, say

if TYPE_CHECKING:
    from hcstats.cluster.engine import Engine


def wanted(shared: Shared, outputs: Sequence[str], scheduler: str) -> bool:
    """Whether a run is in batches."""
    return bool(scheduler) or any(map(is_address, shared.paths)) or any(map(is_dataset, outputs))


def aggregate(
    shared: Shared, outputs: Sequence[str], format_: Formats, charts: Path | None, scheduler: str
) -> int:
    """Add up in batches, print, write; the exit status."""
    from hcstats import writers  # noqa: PLC0415  (pandas and rich are not for `--help`)
    from hcstats.cluster.run import run  # noqa: PLC0415
    from hcstats.cluster.whole import run_whole  # noqa: PLC0415
    from hcstats.compare.over_years import with_years  # noqa: PLC0415
    from hcstats.forms.load import load_form  # noqa: PLC0415
    from hcstats.pipeline import failed  # noqa: PLC0415

    if charts is not None:
        from hcstats.writers.pictures import check_charts  # noqa: PLC0415

        check_charts(charts, shared.paths)
    files, dataset = _apart(outputs)
    drawn = charts is not None or any(path.suffix.lower() == ".html" for path in files)
    request = shared.request()
    with _engine(shared, scheduler) as engine, progress_shown() as progress:
        if shared.previous or format_ is Formats.JSON or any(map(_of_figures, files)):
            outcome, before = run_whole(request, engine, dataset, progress)
            if drawn and shared.previous:
                outcome = with_years(outcome, before, shared.previous)
        else:
            outcome = run(request, engine, dataset, progress)
    form = load_form(outcome.form) if outcome.form else None
    drawings: Sequence[Message] = ()
    with writers.together():
        for path in files:
            writers.write_outcome(path, outcome, form, shared.language)
        if charts is not None and form is not None:
            drawings = commands.draw(charts, outcome, form, shared.language)
    for message in drawings:
        sys.stderr.write(f"{render(message, shared.language)}\n")
    writers.print_outcome(sys.stdout, outcome, form, format_.value, shared.language)
    writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
    return int(failed(outcome))


def _apart(outputs: Sequence[str]) -> tuple[list[Path], str]:
    """The files of the outputs and the data set, if any; HcstatsError if one cannot be written."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.cluster.folder import check_place  # noqa: PLC0415

    datasets = [one for one in outputs if is_dataset(one)]
    files = [Path(one) for one in outputs if not is_dataset(one)]
    writers.check_outputs(files, writers.OUTCOME_SUFFIXES)
    for one in datasets:
        check_place(one)
    if len(datasets) > 1:
        raise HcstatsError(say("Only one data set at a time; give one folder with -o."))
    return files, "".join(datasets)


def _of_figures(path: Path) -> bool:
    """Whether an output holds the units' single figures, not only totals."""
    return path.suffix.lower() in (".xlsx", ".html", ".json")


def _engine(shared: Shared, scheduler: str) -> AbstractContextManager[Engine]:
    """The cluster of a scheduler, else the cores of this machine."""
    from hcstats.cluster.engine import Here, Local  # noqa: PLC0415

    if not scheduler and any(path.startswith("memory:") for path in shared.paths):
        return nullcontext(Here())
    if not scheduler:
        return nullcontext(Local(shared.jobs))
    from hcstats.cluster.on_dask import cluster  # noqa: PLC0415  (half a second)

    return cluster(scheduler)

"""`aggregate` in batches: on a cluster, over addresses, or with a data set of all figures."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.cli.commands import Shared, progress_shown
from hcstats.cli.options import Formats
from hcstats.cluster.addresses import is_address
from hcstats.cluster.folder import check_place, is_dataset
from hcstats.model import HcstatsError, say

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
    from hcstats.forms.load import load_form  # noqa: PLC0415
    from hcstats.pipeline import failed  # noqa: PLC0415

    datasets = [one for one in outputs if is_dataset(one)]
    files = [Path(one) for one in outputs if not is_dataset(one)]
    writers.check_outputs(files, writers.OUTCOME_SUFFIXES)
    for one in datasets:
        check_place(one)
    if len(datasets) > 1:
        raise HcstatsError(say("Only one data set at a time; give one folder with -o."))
    if charts is not None:
        raise HcstatsError(say("--charts draws the figures of a run without --scheduler."))
    with _engine(shared, scheduler) as engine, progress_shown() as progress:
        outcome = run(shared.request(), engine, "".join(datasets), progress)
    form = load_form(outcome.form) if outcome.form else None
    for path in files:
        writers.write_outcome(path, outcome, form, shared.language)
    writers.print_outcome(sys.stdout, outcome, form, format_.value, shared.language)
    writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
    return int(failed(outcome))


def _engine(shared: Shared, scheduler: str) -> AbstractContextManager[Engine]:
    """The cluster of a scheduler, else the cores of this machine."""
    from hcstats.cluster.engine import Local  # noqa: PLC0415

    if not scheduler:
        return nullcontext(Local(shared.jobs))
    from hcstats.cluster.on_dask import cluster  # noqa: PLC0415  (half a second)

    return cluster(scheduler)

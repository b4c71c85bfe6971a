"""A run whose figures come back from the workers: for outputs of single figures, and for two years.

The workers read; everything else is the run of this machine, which holds all figures.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from hcstats.cluster import folder
from hcstats.cluster.addresses import fetch, listed, mirrored
from hcstats.cluster.dataset import write
from hcstats.cluster.engine import Engine, batches, heard
from hcstats.cluster.finish import finished
from hcstats.cluster.records import Plan, Source, Target, Written
from hcstats.holding import Held, Progress, Request
from hcstats.model import Outcome, Problem
from hcstats.pipeline import against, outcome_of, with_last
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings, Taken


def run_whole(
    request: Request, engine: Engine, dataset: str = "", progress: Progress | None = None
) -> tuple[Outcome, Outcome | None]:
    """What `pipeline.run_with_last` gives, read by an engine, from paths and addresses."""
    with ExitStack() as stack:
        mirror = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hcstats-")))
        target = stack.enter_context(folder.written(dataset)) if dataset else None
        elsewhere = _Elsewhere(engine, mirror, target)
        held, last = with_last(replace(request, elsewhere=elsewhere), progress)
        outcome = outcome_of(held, against(last, held) if last else None)
        if target is not None:
            folder.seal(dataset, target, elsewhere.parts(held, target), outcome)
    return outcome, outcome_of(last, None) if last else None


class _Elsewhere:
    """The files of one year or two, by the names that they have in every place."""

    def __init__(self, engine: Engine, mirror: Path, target: Target | None) -> None:
        self.engine, self.mirror, self.target = engine, mirror, target
        self.sources: dict[str, Source] = {}
        self.written: list[Written] = []
        self.plan: Plan | None = None

    def find(self, paths: Sequence[str]) -> tuple[list[InputFile], list[Problem]]:
        """The files under paths and addresses; those of an address have a path to look beside."""
        listing = listed(paths, self.mirror)
        self.sources |= {source.name: source for source in listing.sources}
        files = [mirrored(source, self.mirror) for source in listing.sources]
        if len(files) == 1:
            # A file that lies alone is read here.
            fetch(listing.sources[0], files[0].path)
        return files, list(listing.skipped)

    def take(
        self, files: Sequence[InputFile], settings: Settings, progress: Progress | None
    ) -> list[Taken]:
        """What the files hold; figures go into the data set for the first year asked for."""
        sources = [
            self.sources[file.name]._replace(number=number) for number, file in enumerate(files)
        ]
        self.sources |= {source.name: source for source in sources}
        target = self.target if self.plan is None else None
        plan = Plan(settings, {}, target, whole=True)
        taken: list[tuple[int, Taken]] = []
        for part in heard(self.engine, batches(sources, self.engine.cores), plan, progress):
            taken += part.taken
            self.written += part.written
        taken.sort(key=lambda entry: entry[0])
        self.plan = self.plan or plan
        return [one for _, one in taken]

    def parts(self, held: Held, target: Target) -> list[Written]:
        """The parts of the data set, once the rows that do not count are marked."""
        taken = list(held.haul.whole.values())
        plan, numbers = self.plan, {name: one.number for name, one in self.sources.items()}
        if plan is None:
            # The one file was read here.
            plan = Plan(Settings((), held.register, {}), {}, target)
            sources = [self.sources[one.name] for one in taken]
            self.written = write(target, sources, taken, held.register)
        counted = {id(one.submission) for one in held.year.selection.counted}
        out = [
            (numbers[one.name], one.name, place)
            for one in taken
            for place, (own, resolved) in enumerate(zip(one.submissions, one.resolved, strict=True))
            if resolved and id(own) not in counted
        ]
        genuine = any(one.submissions and not one.export for one in taken)
        parts = [one for one in self.written if not (one.of_exports and genuine)]
        return finished(self.engine, plan, parts, out, held.year.selection.period)

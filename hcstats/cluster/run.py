"""The story of a run in batches: listed, read, selected, asked again, put together."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from hcstats import __version__
from hcstats.catalogue import problem
from hcstats.cluster import folder
from hcstats.cluster.across import relations
from hcstats.cluster.addresses import Listing, at_hand, listed
from hcstats.cluster.again import Answer, Question, Questions, Wanted
from hcstats.cluster.engine import BATCH, Engine, batches, chunks, heard
from hcstats.cluster.finish import finished
from hcstats.cluster.heads import kept_keys
from hcstats.cluster.records import Part, Plan, Tally, Target, Written
from hcstats.cluster.selecting import WHOLE, At, Selected, added_up, selected, to_be_whole
from hcstats.cluster.work import ASK
from hcstats.controls import find_aliases, find_explanations, find_register
from hcstats.counted import label_of
from hcstats.exported import listed_in
from hcstats.forms.load import all_forms, load_form
from hcstats.holding import Progress, Request, Year
from hcstats.model import HcstatsError, Outcome, Place, Problem, Run, Submission, say
from hcstats.pipeline import in_order, outcome_from
from hcstats.readers import read_input
from hcstats.relations import superiors
from hcstats.submissions import Settings
from hcstats.sums import Label
from hcstats.units import Register


def run(
    request: Request,
    engine: Engine,
    dataset: str = "",
    progress: Progress | None = None,
) -> Outcome:
    """What `pipeline.run` finds, without the single figures; those go into the data set if wanted.

    Raises HcstatsError for what makes the run impossible.
    """
    with tempfile.TemporaryDirectory(prefix="hcstats-") as mirror:
        listing = listed(request.paths, Path(mirror))
        target = folder.written(dataset) if dataset else nullcontext(None)
        with target as place:
            one = _Run(request, engine, listing, place, progress)
            outcome = one.outcome()
            if place is not None:
                folder.seal(dataset, place, one.written(), outcome)
    return outcome


class _Run:
    """One run on its way: what it reads, with which plan, and what came back."""

    def __init__(
        self,
        request: Request,
        engine: Engine,
        listing: Listing,
        target: Target | None,
        progress: Progress | None,
    ) -> None:
        self.request, self.engine, self.listing, self.progress = request, engine, listing, progress
        register = _register(request, listing)
        forms = (load_form(request.form),) if request.form else all_forms()
        settings = Settings(forms, register, find_aliases(listing.around), request.period)
        kept = {form.id: kept_keys(form) for form in all_forms()}
        self.plan = Plan(settings, kept, target)
        self.part = Part()
        self.tally = Tally()
        self.found: Selected | None = None

    def outcome(self) -> Outcome:
        """Everything that the files say together."""
        loads = batches(self.listing.sources, self.engine.cores)
        for result in heard(self.engine, loads, self.plan, self.progress):
            self.part.include(result)
        self.tally, left_out = _without_exports(self.part)
        _sort(self.tally)
        self.found = selected(self.tally, self.request, self.plan.settings.register)
        return self._put_together(self.found, left_out)

    def _put_together(self, found: Selected, left_out: Sequence[Problem]) -> Outcome:
        request, tally, register = self.request, self.tally, self.plan.settings.register
        selection, form = found.selection, found.form
        answer = self._asked(_questions(found))
        totals = added_up(found, tally.sums, answer.sums)
        across = list(relations(found, tally.sums, answer.sums, answer.submissions, self._figures))
        problems = [*self.listing.skipped, *left_out]
        problems += [one for _, own in tally.problems for one in own]
        problems += [*selection.problems, *totals.problems]
        problems += [one for part in across for one in part.problems]
        return outcome_from(
            Year(selection, form, totals),
            register,
            problems=in_order(problems, find_explanations(self.listing.around), request.strict),
            by_rule=[tally.by_rule, *(one.counts for one in across)],
            numbers=tally.numbers,
            run=self._run(),
        )

    def _run(self) -> Run:
        editions = sorted({head.stand_in.form for head in self.tally.heads})
        inputs = tuple((name, sha256) for _, name, sha256 in self.tally.inputs)
        return Run(__version__, self.request.command, inputs, tuple(editions))

    def _asked(self, wanted: Mapping[At, Wanted]) -> Answer:
        """The answers to what is asked of some files a second time."""
        digests = {index: digest for index, _, digest in self.tally.inputs}
        by_file: dict[int, list[Wanted]] = {}
        for (index, _), one in sorted(wanted.items()):
            by_file.setdefault(index, []).append(one)
        questions = [
            Question(self.listing.sources[index], digests[index], tuple(asked))
            for index, asked in by_file.items()
        ]
        loads = [Questions(tuple(some)) for some in chunks(questions, BATCH)]
        answer = Answer()
        for result in self.engine.results(ASK, loads, self.plan):
            answer.include(result)
        if answer.changed:
            raise HcstatsError(
                say(
                    "{files} changed while the run went on; run it again.",
                    files=tuple(sorted(answer.changed)),
                )
            )
        return answer

    def _figures(self, keys: Mapping[At, frozenset[str]]) -> Mapping[At, Submission]:
        return self._asked({at: Wanted(at[1], (), own) for at, own in keys.items()}).submissions

    def written(self) -> list[Written]:
        """The parts of the data set, once the rows that do not count are marked."""
        assert self.found is not None and self.plan.target is not None  # noqa: S101, PT018
        counted = self.found.counted
        names = {index: name for index, name, _ in self.tally.inputs}
        out = [
            (head.file, names[head.file], head.place)
            for head in self.tally.heads
            if head.resolved and (head.file, head.place) not in counted
        ]
        parts = [one for one in self.part.written if not (one.of_exports and self.part.genuine)]
        return finished(self.engine, self.plan, parts, out, self.found.selection.period)


def _register(request: Request, listing: Listing) -> Register:
    """The list of units given, else that of an export that lies alone, else one beside."""
    if not request.units and len(listing.sources) == 1:
        with at_hand(listing.sources) as found:
            file = found[0]
            if not isinstance(file, Problem):
                own = listed_in(read_input(file))
                if own.registered:
                    return own
    return find_register(request.units, listing.around)


def _without_exports(part: Part) -> tuple[Tally, list[Problem]]:
    """What was read, without exports that lie among submissions: they would count twice."""
    if not part.genuine:
        whole = Tally()
        whole.include(part.own)
        whole.include(part.exports)
        return whole, []
    message = say(
        "This is an export of an earlier run among submissions; it is left out. To read it, give "
        "its own path."
    )
    names = [name for _, name, _ in sorted(part.exports.inputs)]
    return part.own, [problem("export.skipped", message, Place(name)) for name in names]


def _sort(tally: Tally) -> None:
    """In the order of the files, however the batches came in."""
    tally.inputs.sort()
    tally.heads.sort(key=lambda head: (head.file, head.place))
    tally.problems.sort(key=lambda entry: entry[0])


def _questions(found: Selected) -> dict[At, Wanted]:
    """What is asked again: sums of what does not count, whole submissions for their relations."""
    labels: dict[At, list[Label]] = {
        at: [label_of(head.stand_in, found.register)] for at, head in found.out.items()
    }
    for whole, below in superiors(found.selection, found.register):
        label = (WHOLE, *map(str, found.at(whole)))
        for one in below:
            labels.setdefault(found.at(one), []).append(label)
    full = to_be_whole(found)
    return {
        at: Wanted(at[1], tuple(labels.get(at, ())), frozenset() if at in full else None)
        for at in {*labels, *full}
    }

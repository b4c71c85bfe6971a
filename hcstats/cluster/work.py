"""What a worker does with a batch: the same step as everywhere, then sums and slim heads of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from hcstats.catalogue import problem
from hcstats.checks import merged_counts
from hcstats.cluster.addresses import at_hand
from hcstats.cluster.again import Answer, Mended, Mending, Questions
from hcstats.cluster.heads import head_of
from hcstats.cluster.records import Batch, Part, Plan, Source, Tally
from hcstats.cluster.steps import Refused, Step
from hcstats.columns import Columns, columns
from hcstats.counted import label_of
from hcstats.execute import map_files
from hcstats.model import (
    HcstatsError,
    Place,
    say,
)
from hcstats.readers import lost_reading
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings, Taken, take_batch, take_file, take_reading
from hcstats.sums import Label
from hcstats.workers import Loss


def read(batch: Batch, plan: Plan) -> Part | Refused:
    """What the files of a batch say; their figures go into the data set if there is one."""
    try:
        return _read(batch, plan)
    except HcstatsError as error:
        return Refused(error.message)


def ask(questions: Questions, plan: Plan) -> Answer | Refused:
    """The files read once more for what only a few of them are asked for."""
    try:
        return _ask(questions, plan)
    except HcstatsError as error:
        return Refused(error.message)


def mend(mending: Mending, plan: Plan) -> Mended | Refused:  # noqa: ARG001  (as the other steps)
    """Files of the data set written anew where submissions in them do not count."""
    from hcstats.cluster.dataset import mended  # noqa: PLC0415  (pyarrow)

    try:
        return mended(mending)
    except HcstatsError as error:
        return Refused(error.message)


def _lost(batch: Batch) -> Part:
    """What is known of a file with which every process that opened it died."""
    message = say(
        "Each process that read the file was killed, perhaps for want of memory; it is not "
        "counted. Have it saved anew, or read it alone on a machine with more memory."
    )
    part = Part(files=len(batch.files))
    for source in batch.files:
        found = problem("file.unreadable", message, Place(source.name))
        part.own.inputs.append((source.number, source.name, ""))
        part.own.problems.append((source.number, (found,)))
        part.taken.append((source.number, Taken(source.name, "", (), (), (found,))))
    return part


def _never(load: Questions | Mending) -> Refused:
    return Refused(
        say(
            "Each process that took up {count} files a second time was killed; run it again.",
            count=len(load.files),
        )
    )


def _read(batch: Batch, plan: Plan) -> Part:
    part = Part(files=len(batch.files))
    taken = _taken(batch.files, plan)
    part.genuine = sum(len(one.submissions) for one in taken if not one.export)
    if plan.whole:
        part.taken = [(source.number, one) for source, one in zip(batch.files, taken, strict=True)]
    else:
        both = list(zip(batch.files, taken, strict=True))
        part.own = _tally([one for one in both if not _apart(*one)], plan)
        part.exports = _tally([one for one in both if _apart(*one)], plan)
    if plan.target is not None:
        from hcstats.cluster.dataset import write  # noqa: PLC0415  (pyarrow)

        part.written = write(plan.target, batch.files, taken, plan.settings.register)
    return part


def _taken(sources: Sequence[Source], plan: Plan) -> list[Taken]:
    """What the files hold; an address is fetched to a file of this machine first."""
    with at_hand(sources) as found:
        files = [one for one in found if isinstance(one, InputFile)]
        taken = iter(_carefully(files, plan) if plan.careful else take_batch(files, plan.settings))
        return [
            next(taken) if isinstance(one, InputFile) else Taken(one.place.file, "", (), (), (one,))
            for one in found
        ]


def _carefully(files: Sequence[InputFile], plan: Plan) -> list[Taken]:
    step = partial(take_file, settings=plan.settings)
    lost = partial(_unread, settings=plan.settings)
    return list(map_files(step, files, 1, lost=lost))


def _unread(file: InputFile, loss: Loss, settings: Settings) -> Taken:
    return take_reading(lost_reading(file, loss), settings)


def _apart(source: Source, one: Taken) -> bool:
    """Whether a file is an export that perhaps lies among submissions."""
    return one.export and not source.named


def _tally(files: Sequence[tuple[Source, Taken]], plan: Plan) -> Tally:
    """What files gave, together; figures of submissions only as sums."""
    tally = Tally(by_rule=merged_counts([one.by_rule for _, one in files]))
    tables: dict[Label, list[Columns]] = {}
    for source, one in files:
        tally.inputs.append((source.number, one.name, one.sha256))
        if one.problems:
            tally.problems.append((source.number, one.problems))
        tally.numbers = tally.numbers + one.numbers
        for place, (own, resolved) in enumerate(zip(one.submissions, one.resolved, strict=True)):
            figures = columns(own.figures)
            kept = plan.kept.get(own.form, frozenset())
            tally.heads.append(head_of(source.number, place, own, resolved, kept, figures))
            if resolved:
                label = label_of(own, plan.settings.register)
                tables.setdefault(label, []).append(figures)
    for table, several in tables.items():
        tally.sums.count(table, several)
    return tally


def _ask(questions: Questions, plan: Plan) -> Answer:
    answer = Answer(files=len(questions.files))
    sources = [one.source for one in questions.files]
    for question, taken in zip(questions.files, _taken(sources, plan), strict=True):
        if taken.sha256 != question.sha256:
            answer.changed.append(question.source.name)
            continue
        for wanted in question.wanted:
            own = taken.submissions[wanted.place]
            for label in wanted.labels:
                answer.sums.count(label, [columns(own.figures)])
            if wanted.keys is not None:
                figures = own.figures
                if wanted.keys:
                    figures = tuple(f for f in own.figures if f.key in wanted.keys)
                at = (question.source.number, wanted.place)
                answer.submissions[at] = replace(own, figures=figures)
    return answer


READ = Step(read, _lost)
ASK: Step[Questions, Answer] = Step(ask, _never)
MEND: Step[Mending, Mended] = Step(mend, _never)

"""What a worker does with a batch: the same step as everywhere, then sums and slim heads of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from hcstats.catalogue import problem
from hcstats.checks import merged_counts
from hcstats.checks.instances import instances, of_table
from hcstats.checks.twins import fingerprint
from hcstats.cluster.addresses import at_hand
from hcstats.cluster.again import Answer, Mended, Mending, Questions
from hcstats.cluster.records import Batch, Head, Part, Plan, Source, Tally
from hcstats.cluster.steps import Refused, Step
from hcstats.columns import Columns, columns, in_order
from hcstats.counted import label_of
from hcstats.execute import map_files
from hcstats.forms.definition import Form
from hcstats.model import (
    Figure,
    HcstatsError,
    Number,
    Place,
    Status,
    Submission,
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
            tally.heads.append(_head(source.number, place, own, resolved, kept, figures))
            if resolved:
                label = label_of(own, plan.settings.register)
                tables.setdefault(label, []).append(figures)
    for table, several in tables.items():
        tally.sums.count(table, several)
    return tally


def _head(
    file: int,
    place: int,
    one: Submission,
    resolved: bool,
    keys: frozenset[str],
    figures: Columns,
) -> Head:
    kept = tuple(one.figures[at] for at, key in enumerate(figures.keys) if key in keys)
    print_ = fingerprint(one.figures)
    twin = _digest(print_) if print_ is not None else ""
    stand_in = replace(one, figures=_telling(one.figures, figures))
    return Head(file, place, resolved, stand_in, kept, twin)


def _telling(figures: Sequence[Figure], side_by_side: Columns) -> tuple[Figure, ...]:
    """Two figures that stand for all: the first's place, and what all of them say as one key."""
    if not figures:
        return ()
    keys, values, odd = side_by_side.keys, side_by_side.values, side_by_side.odd
    first = replace(figures[0], value=None, status=Status.BLANK, approximate=False, text="")
    said = [(keys[at], value) for at in in_order(keys) if (value := values[at]) is not None]
    if not said:
        return (first,)
    about = sorted(keys[at] for at, one in odd.items() if one.approximate and one.value is not None)
    unreadable = any(one.status is Status.UNREADABLE for one in odd.values())
    nothing = not unreadable and not any(value for _, value in said)
    digest = _digest([*said, ("", *about)])
    value = 0 if nothing else 1
    all_ = replace(first, key=digest, value=value, status=Status.REPORTED, sheet="", cell="")
    return first, all_


def _digest(said: Iterable[tuple[object, ...]]) -> str:
    """The same for the same values, however they are written: 1 and 1.0 are one value."""
    plain = [tuple(map(_plain, entry)) for entry in said]
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:32]


def _plain(value: object) -> object:
    if not isinstance(value, Decimal):
        return value
    whole: Number = int(value) if value == value.to_integral_value() else value
    return whole if isinstance(whole, int) else format(value, "f").rstrip("0")


def kept_keys(form: Form) -> frozenset[str]:
    """The keys whose figures a head keeps: what may not be added, what units beside are asked."""
    single = {key for key, item in form.items.items() if not item.additive}
    beside = {
        key
        for relation in instances(form)
        if relation.rule.over == "unit" and relation.rule.needs == {"siblings"}
        for name in relation.keys
        for key in _items(form, name.removeprefix("siblings."))
    }
    return frozenset(single | beside)


def _items(form: Form, name: str) -> Iterable[str]:
    """The items that a key of a relation is about: itself, or those of a whole table."""
    if name in form.items:
        return (name,)
    tables = [table.code for table in form.tables if of_table(table.code) == name]
    return [key for key, item in form.items.items() if item.table in tables]


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

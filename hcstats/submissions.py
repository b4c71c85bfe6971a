"""Files to their submissions, a batch at a time: read, recognised, and held to their rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hcstats.checks import merged_counts
from hcstats.checks.printed import Printed, check_printed
from hcstats.drafts import Held, held
from hcstats.found import Found, find
from hcstats.layout.identity import years_in
from hcstats.layout.recognise import Recognition
from hcstats.model import (
    Status,
    Submission,
)
from hcstats.readers import Reading, read_input
from hcstats.readers.input_files import InputFile
from hcstats.taken import Settings, Taken

__all__ = ["Settings", "Taken", "take_batch", "take_file", "take_reading", "take_readings"]


def take_file(file: InputFile, settings: Settings) -> Taken:
    """The submissions of one file, with every problem that the file alone can show."""
    (taken,) = take_batch([file], settings)
    return taken


def take_reading(reading: Reading, settings: Settings) -> Taken:
    """The submissions of a file that has been read."""
    (taken,) = take_readings([reading], settings)
    return taken


def take_batch(files: Sequence[InputFile], settings: Settings) -> list[Taken]:
    """The submissions of several files, in their order; their rules are held to all at once."""
    return take_readings((read_input(file, quickly=True) for file in files), settings)


def take_readings(readings: Iterable[Reading], settings: Settings) -> list[Taken]:
    """The submissions of several files that are read one after the other."""
    return _taken([find(reading, settings) for reading in readings])


def _taken(found: Sequence[Found]) -> list[Taken]:
    """The files with what their rules say."""
    told = iter(held([draft for one in found for draft in one.drafts]))
    return [_with_rules(one, [next(told) for _ in one.drafts]) for one in found]


def _with_rules(found: Found, own: Sequence[Held]) -> Taken:
    if found.export is not None:
        export = found.export
        return Taken(
            found.name,
            found.sha256,
            export.submissions,
            export.resolved,
            tuple(found.problems),
            export.counts,
            export.numbers,
            export=True,
        )
    problems = [*found.problems, *(p for one in own for p in one.problems)]
    counts = [one.counts for one in own]
    taken = tuple(one.submission for one in own)
    if found.recognition is not None and found.recognition.sums:
        form = found.recognition.submissions[0].form
        sums = check_printed(_printed(found.recognition, taken, found.name), form)
        problems += sums.problems
        counts.append(sums.counts)
    return Taken(
        found.name,
        found.sha256,
        taken,
        tuple(one.resolved for one in own),
        tuple(problems),
        counts[0] if len(counts) == 1 else merged_counts(counts),
        found.numbers,
    )


def _printed(recognition: Recognition, taken: Sequence[Submission], file: str) -> Iterator[Printed]:
    """The sums that plain tables print, with the units' figures that they are over."""
    for row in recognition.sums:
        units = [taken[place] for place in row.units]
        years = {year for _, year in years_in(row.period, bare=True)}
        if years:
            units = [one for one in units if one.period in years]
        # Over several years a sum is over nothing that could be added up.
        mixed = len({one.period for one in units}) > 1
        figures = [{figure.key: figure for figure in one.figures} for one in units]
        for read in row.figures:
            parts = [own[read.key] for own in figures if read.key in own]
            if read.status is Status.BLANK or not parts:
                continue
            whole = replace(
                parts[0],
                unit_code="",
                unit="",
                value=None if mixed else read.value,
                status=Status.UNREADABLE if mixed else read.status,
                approximate=read.approximate,
                file=file,
                sheet=read.sheet,
                cell=read.cell,
                text=read.text,
            )
            yield Printed(whole, parts)

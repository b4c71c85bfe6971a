"""What `hcstats report` does: compose, write, print, or hold a draft against the data."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.cli.commands import Shared, run_shared
from hcstats.cli.options import Formats
from hcstats.model import HcstatsError, Problem, say
from hcstats.pipeline import failed

if TYPE_CHECKING:
    from hcstats.forms.definition import Form
    from hcstats.model import Outcome
    from hcstats.report.compose import Composed, Wanted


_WRITTEN_IN = "zh"
"""A statutory report is written in Chinese, whatever language the user reads messages in."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the user wants of the report beside the data."""

    outputs: tuple[Path, ...] = ()
    narrative: Path | None = None
    gaps: Path | None = None
    template: Path | None = None
    draft: Path | None = None
    toc: bool = False
    pictures: bool = False
    charts: Path | None = None

    @property
    def prints(self) -> bool:
        """Whether nothing is written, so that the report itself goes to standard output."""
        return not self.outputs and self.gaps is None and self.draft is None


def make_report(shared: Shared, options: ReportOptions, format_: Formats) -> int:
    """Write the report, print it, or hold a draft against it; the exit status."""
    from hcstats import writers  # noqa: PLC0415  (heavy: not for `--help`)
    from hcstats.writers.inputs_kept import keep_inputs  # noqa: PLC0415
    from hcstats.writers.report import REPORT_SUFFIXES  # noqa: PLC0415

    writers.check_outputs(options.outputs, REPORT_SUFFIXES)
    given = (options.narrative, options.template, options.draft)
    keep_inputs(options.outputs, [one for one in given if one is not None])
    if options.gaps is not None:
        writers.check_output(options.gaps)
    if options.charts is not None:
        from hcstats.writers.pictures import check_charts  # noqa: PLC0415  (matplotlib)

        check_charts(options.charts, shared.paths)
    outcome, form = run_shared(shared)
    if form is None:
        writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
        raise HcstatsError(say("No submission was recognised, so there is nothing to report on."))
    composed, problems = _composed(outcome, form, options)
    outcome = replace(outcome, problems=(*outcome.problems, *problems))
    _write(composed, outcome, form, options, shared.language)
    if options.prints:
        from hcstats.writers.report.streams import print_report  # noqa: PLC0415

        language = shared.language if format_ is Formats.JSON else _WRITTEN_IN
        print_report(sys.stdout, composed.document, outcome, format_.value, language)
    status = int(failed(outcome))
    if options.draft is not None:
        status |= _hold(options.draft, outcome, form, composed, format_, shared.language)
    writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
    return status


def _composed(
    outcome: Outcome, form: Form, options: ReportOptions
) -> tuple[Composed, list[Problem]]:
    """The report, and what is wrong with it and with the office's own words."""
    from hcstats.report.compose import compose  # noqa: PLC0415
    from hcstats.report.narrative import read_narrative  # noqa: PLC0415

    words = read_narrative(options.narrative) if options.narrative is not None else None
    composed = compose(outcome, form, _wanted(options, words or {}))
    own = words.problems(composed.asked) if words is not None else ()
    return composed, [*own, *composed.problems]


def _wanted(options: ReportOptions, words: Mapping[str, Sequence[str]]) -> Wanted:
    from hcstats.report.compose import Wanted  # noqa: PLC0415

    return Wanted(options.template, words, options.pictures)


def _write(
    composed: Composed, outcome: Outcome, form: Form, options: ReportOptions, language: str
) -> None:
    """The report's files, the texts to be written, and the charts: all, or none."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.writers.report import write_report  # noqa: PLC0415

    with writers.together():
        for path in options.outputs:
            write_report(path, composed.document, outcome, _WRITTEN_IN, toc=options.toc)
        if options.gaps is not None:
            from hcstats.report.gaps import skeleton  # noqa: PLC0415

            words = skeleton(composed.asked, composed.own_words)
            writers.write_lines(options.gaps, words, outcome)
        if options.charts is not None:
            from hcstats.charts import charts_of  # noqa: PLC0415
            from hcstats.writers.pictures import write_charts  # noqa: PLC0415

            write_charts(options.charts, charts_of(outcome, form), outcome, language)


def _hold(
    draft: Path,
    outcome: Outcome,
    form: Form,
    composed: Composed,
    format_: Formats,
    language: str,
) -> int:
    """What a draft says otherwise than the data; 1 if there is such a number."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.draft import check_draft, draft_tables, records  # noqa: PLC0415

    check = check_draft(draft, outcome, form, composed.document)
    if format_ is Formats.JSON:
        writers.print_records(sys.stdout, records(check), outcome, language)
        return int(check.failed)
    writers.print_tables(sys.stdout, draft_tables(check), format_.value, language)
    return int(check.failed)

"""What `hcstats trace` does: one pipeline call, the trace, and the sum compared."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hcstats.cli.commands import Shared, run_shared
from hcstats.cli.options import Formats
from hcstats.forms.definition import Form
from hcstats.model import HcstatsError, Outcome, Place, Problem, say
from hcstats.pipeline import failed

if TYPE_CHECKING:
    from hcstats.trace import IndicatorTrace, Trace


def show_trace(shared: Shared, key: str, indicator: str, format_: Formats) -> int:
    """Print where a figure or an indicator comes from; the exit status.

    Raises HcstatsError for a key that nobody knows, and, once the trace is printed, if its
    contributions do not add up to the total.
    """
    from hcstats import writers  # noqa: PLC0415  (pandas and rich are not for `--help`)
    from hcstats.trace import common_folder, indicator_tables, trace_tables  # noqa: PLC0415

    if not shared.paths:
        raise HcstatsError(
            say("Name the figure first, then the files: hcstats trace KEY PATH… (or --indicator).")
        )
    outcome, form = run_shared(shared)
    if form is None:
        writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
        raise HcstatsError(say("No submission was recognised, so there is no figure to trace."))
    folder = common_folder([name for name, _ in outcome.run.inputs])
    if indicator:
        of_rate = _of_indicator(outcome, form, indicator)
        tables = [*indicator_tables(of_rate, folder)]
        writers.print_trace(sys.stdout, of_rate, tables, outcome, format_.value, shared.language)
        several: Sequence[Trace] = of_rate.traces
    else:
        of_key = _of_key(outcome, form, key)
        tables = [*trace_tables(of_key, folder)]
        writers.print_trace(sys.stdout, of_key, tables, outcome, format_.value, shared.language)
        several = (of_key,)
    writers.print_some_problems(sys.stderr, outcome, _problems(several), shared.language)
    _compared(several)
    return int(failed(outcome))


def _of_key(outcome: Outcome, form: Form, name: str) -> Trace:
    from hcstats.trace import key_named, trace  # noqa: PLC0415

    key = key_named(form, name)
    return trace(outcome, form, key, _formulas(outcome, [key]))


def _of_indicator(outcome: Outcome, form: Form, name: str) -> IndicatorTrace:
    from hcstats.trace import indicator_keys, indicator_named, trace_indicator  # noqa: PLC0415

    indicator = indicator_named(form, name)
    in_cells = _formulas(outcome, indicator_keys(form, indicator))
    return trace_indicator(outcome, form, indicator, in_cells)


def _formulas(outcome: Outcome, keys: Sequence[str]) -> dict[Place, str]:
    """Which of the figures of some keys are results of formulas."""
    from hcstats.readers.formulas import formulas_at  # noqa: PLC0415

    places = [Place(one.file, one.sheet, one.cell) for one in outcome.figures if one.key in keys]
    return formulas_at(places, dict(outcome.run.inputs))


def _problems(several: Sequence[Trace]) -> list[Problem]:
    """The problems that the traces speak of, each once."""
    return list({id(one): one for trace in several for one in trace.problems}.values())


def _compared(several: Sequence[Trace]) -> None:
    """Raise HcstatsError for a total that is not what its contributions say."""
    for one in several:
        if not one.agrees:
            raise HcstatsError(
                say(
                    "The contributions to {key} do not add up to its total ({sum}, {total}). This "
                    "is a fault of hcstats: do not use the figure, and please report it.",
                    key=one.key,
                    sum=one.sum if one.sum is not None else "—",
                    total=one.total.amount.value if one.total.amount.value is not None else "—",
                )
            )

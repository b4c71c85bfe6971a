"""Files written apart, proved by reading back, and only then given their names, together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from hcstats.board import Board
from hcstats.board_tables import board_table
from hcstats.detail import detail_of, detail_of_page
from hcstats.explanations import Explanation
from hcstats.forms.definition import Form
from hcstats.model import Chart, Message, Outcome, Table, say
from hcstats.saving import saving
from hcstats.writers import delimited, markdown, proving, structured
from hcstats.writers.explanations import open_warnings, render_explanations
from hcstats.writers.inputs_kept import keep_inputs
from hcstats.writers.targets import BOARD_SUFFIXES, FIGURE_SUFFIXES, OUTCOME_SUFFIXES, suffix_of

_BOM = "\ufeff"
"""Excel takes a CSV for UTF-8 only with this in front."""


def write_outcome(
    path: Path,
    outcome: Outcome,
    form: Form | None,
    language: str,
    breakdown: bool | None = None,
) -> None:
    """The outcome as a file in the format of its suffix; `breakdown` as `hcstats.detail` has it.

    Raises HcstatsError if the format is unknown, the file cannot be written, or what was written
    does not read back as what was meant; an old file then stays as it was.
    """
    suffix = suffix_of(path, OUTCOME_SUFFIXES)
    with replacing(path, outcome) as beside:
        if suffix == ".xlsx":
            from hcstats.writers.xlsx import write_book  # noqa: PLC0415

            write_book(beside, outcome, form, language, breakdown)
            proving.prove_book(beside, outcome, form, language, breakdown)
        elif suffix == ".html":
            from hcstats.writers.page import prove_page, render_page  # noqa: PLC0415

            _write_text(beside, render_page(outcome, form, language))
            prove_page(beside, outcome, form)
        elif suffix == ".csv":
            _write_text(beside, _BOM + delimited.render_totals(outcome, form, language))
            proving.prove_totals_csv(beside, outcome, form, language)
        elif suffix == ".json":
            write_pieces(beside, structured.render_outcome(outcome, form, language))
            proving.prove_outcome_json(beside, outcome)
        else:
            _write_text(beside, markdown.render_outcome(outcome, form, language))
            tables = list(markdown.outcome_tables(outcome, form))
            proving.prove_page(beside, tables, language, outcome, form)


def left_out(
    paths: Sequence[Path], outcome: Outcome, breakdown: bool | None = None
) -> Iterator[Message]:
    """What of the units' figures the outputs leave out, and how to have it all the same."""
    suffixes = {path.suffix.lower() for path in paths}
    details = (
        *((detail_of(outcome, breakdown),) if ".xlsx" in suffixes else ()),
        *((detail_of_page(outcome),) if ".html" in suffixes else ()),
    )
    yield from (one.note for one in details if one.note is not None)


def write_figures(path: Path, outcome: Outcome, language: str) -> None:
    """Every figure as a file, one row a cell."""
    from hcstats.figure_tables import figure_table  # noqa: PLC0415

    figures = outcome.figures
    suffix = suffix_of(path, FIGURE_SUFFIXES)
    with replacing(path, outcome) as beside:
        if suffix == ".csv":
            write_pieces(beside, chain((_BOM,), delimited.render_figures(figures)))
            proving.prove_figures_csv(beside, figures)
        elif suffix == ".json":
            write_pieces(beside, structured.render_figures(figures))
            proving.prove_figures_json(beside, figures)
        else:
            tables = [figure_table(figures)]
            _write_text(beside, markdown.render_tables(tables, language))
            proving.prove_page(beside, tables, language)


def write_board(path: Path, board: Board, outcome: Outcome, language: str) -> None:
    """The board of a collection as a file."""
    table = board_table(board, full=True)
    suffix = suffix_of(path, BOARD_SUFFIXES)
    with replacing(path, outcome) as beside:
        if suffix == ".xlsx":
            from hcstats.record_tables import problem_table, run_table  # noqa: PLC0415
            from hcstats.writers.xlsx import write_tables  # noqa: PLC0415

            tables = [table, problem_table(outcome.problems), run_table(outcome)]
            write_tables(beside, tables, language)
            proving.prove_tables(beside, tables, language)
        elif suffix == ".csv":
            _write_text(beside, _BOM + delimited.render_board(board))
            proving.prove_board_csv(beside, board)
        elif suffix == ".json":
            _write_text(beside, structured.render_board(board, outcome))
            proving.prove_board_json(beside, board)
        else:
            _write_text(beside, markdown.render_tables([table], language))
            proving.prove_page(beside, [table], language)


def write_sheets(
    path: Path,
    tables: Sequence[Table],
    charts: Sequence[Chart],
    outcomes: Sequence[Outcome],
    language: str,
) -> None:
    """Tables as a workbook with native charts; `outcomes` name the inputs, which stay."""
    from hcstats.writers.xlsx import chart_table, write_tables  # noqa: PLC0415

    sheets = [*tables, *((chart_table(charts),) if charts else ())]
    with replacing(path, *outcomes) as beside:
        write_tables(beside, sheets, language, charts)
        proving.prove_tables(beside, sheets, language)


def write_words(
    path: Path, text: str, outcomes: Sequence[Outcome], prove: Callable[[Path], None]
) -> None:
    """A text as a file, once `prove` has read it back; csv with the mark that Excel wants."""
    front = _BOM if path.suffix.lower() == ".csv" else ""
    with replacing(path, *outcomes) as beside:
        _write_text(beside, front + text)
        prove(beside)


def write_lines(path: Path, text: str, outcome: Outcome) -> None:
    """A plain text for people, as a file."""
    with replacing(path, outcome) as beside:
        _write_text(beside, text)


def write_explanations(
    path: Path, outcome: Outcome, kept: Sequence[Explanation], language: str
) -> None:
    """An explanations.csv with what is explained and a line for each open warning."""
    with replacing(path, outcome) as beside:
        _write_text(beside, _BOM + render_explanations(outcome, kept, language))
        proving.prove_explanations(beside, kept, list(open_warnings(outcome)), language)


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write a long text piece by piece, and read its bytes again; none of it is held."""
    meant, found = hashlib.sha256(), hashlib.sha256()
    with path.open("wb") as stream:
        for piece in pieces:
            data = piece.encode("utf-8")
            meant.update(data)
            stream.write(data)
    with path.open("rb") as stream:
        while data := stream.read(1 << 20):
            found.update(data)
    proving.check(path, found.digest(), meant.digest(), say("its bytes"))


def _write_text(path: Path, text: str) -> None:
    data = text.encode("utf-8")
    path.write_bytes(data)
    proving.prove_bytes(path, data)


@contextmanager
def replacing(path: Path, *outcomes: Outcome) -> Iterator[Path]:
    """A path to write to, whose file takes the wanted name once the block, or all, ended well."""
    keep_inputs([path], (name for outcome in outcomes for name, _ in outcome.run.inputs))
    with saving(path) as beside:
        yield beside

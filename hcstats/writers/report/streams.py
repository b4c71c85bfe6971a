"""A report on standard output: as Markdown to read, as JSON or CSV for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TextIO

from hcstats.model import Outcome
from hcstats.model.document import Block, Document, Gap, Heading, OfficialTable, Paragraph
from hcstats.writers.json_records import amount_record, problem_record, run_record, written
from hcstats.writers.report.spans import exact_text, span_text, text_of

_COLUMNS = ("key", "scope", "label", "printed", "value", "approximate", "unit")


def print_report(
    stream: TextIO, document: Document, outcome: Outcome, format_: str, language: str
) -> None:
    """The report as text, or its blocks and bound numbers (json), or the numbers alone (csv)."""
    if format_ == "json":
        stream.write(_json(document, outcome, language))
    elif format_ == "csv":
        stream.write(_csv(document))
    else:
        from hcstats.writers.report.md import render_md  # noqa: PLC0415

        stream.write(render_md(document, language, toc=False))


def _json(document: Document, outcome: Outcome, language: str) -> str:
    return written(
        {
            "title": document.title,
            "period": document.period,
            "authority": document.authority,
            "blocks": [record for block in document.blocks for record in _block(block)],
            "numbers": [
                {
                    "key": one.key,
                    "scope": one.scope,
                    "label": one.label,
                    "unit": one.unit,
                    "printed": one.printed,
                    **amount_record(one.amount),
                }
                for one in document.bound()
            ],
            "problems": [problem_record(one, language) for one in outcome.problems],
            "run": run_record(outcome),
        }
    )


def _block(block: Block) -> Iterator[dict[str, object]]:
    if isinstance(block, Heading):
        yield {"kind": "heading", "level": block.level, "text": text_of(block.spans)}
    elif isinstance(block, Paragraph):
        yield {"kind": "paragraph", "own": block.own, "text": text_of(block.spans)}
    elif isinstance(block, Gap):
        yield {"kind": "gap", "name": block.name, "text": span_text(block.prompt)}
    elif isinstance(block, OfficialTable):
        yield {"kind": "table", "name": block.name}
    else:
        yield {"kind": "chart", "name": block.chart.name}


def _csv(document: Document) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in document.bound():
        approximate = "true" if one.amount.approximate else "false"
        writer.writerow(
            (one.key, one.scope, one.label, one.printed, exact_text(one), approximate, one.unit)
        )
    return stream.getvalue()

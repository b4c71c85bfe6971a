"""Records of an outcome as JSON has them; numbers keep every digit that they have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from hcstats.explanations import figures_of
from hcstats.layout.export_marker import computed_lines, digest
from hcstats.messages import render
from hcstats.model import (
    Amount,
    Coverage,
    Figure,
    Hint,
    Number,
    Outcome,
    Problem,
    RuleCounts,
    UnitRef,
)
from hcstats.writers.shown import batches, escaped

_MARK = "\ue000"
"""A private-use character in front of the digits of a Decimal, until the text is written."""
_MARKED = re.compile(f'"{_MARK}([0-9.\\-]+)"')


def number_value(value: Number | None) -> int | str | None:
    """An int, or a Decimal marked so that `written` keeps its digits."""
    return f"{_MARK}{value:f}" if isinstance(value, Decimal) else value


def written(document: object) -> str:
    """The document as JSON text; json itself would round a Decimal to a binary float."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return escaped(_MARKED.sub(r"\1", text)) + "\n"


def array_pieces(records: Iterable[Mapping[str, object]], depth: int = 0) -> Iterator[str]:
    """A long array as `written` would have it, in pieces; `depth` is how far it is indented."""
    indent = " " * depth
    lead = "["
    for some in batches(records):
        text = json.dumps(some, ensure_ascii=False, indent=1, allow_nan=False)
        # No text holds a line break of its own: JSON writes it as two signs.
        inner = escaped(_MARKED.sub(r"\1", text))[1:-2].replace("\n", f"\n{indent}")
        yield lead + inner
        lead = ","
    yield f"\n{indent}]" if lead == "," else "[]"


def document_pieces(document: Mapping[str, object]) -> Iterator[str]:
    """The document as `written` has it, in pieces; what is no list or record is a long array."""
    lead = "{"
    for name, value in document.items():
        yield f"{lead}\n {json.dumps(name, ensure_ascii=False)}: "
        lead = ","
        if isinstance(value, Iterator):
            yield from array_pieces(value, depth=1)
        else:
            yield written(value)[:-1].replace("\n", "\n ")
    yield "\n}\n"


def plain(text: str) -> str:
    """A text that cannot be taken for a marked number."""
    return text.replace(_MARK, "")


def amount_record(amount: Amount) -> dict[str, object]:
    """Value, status and whether it is approximate."""
    return {
        "value": number_value(amount.value),
        "status": amount.status,
        "approximate": amount.approximate,
    }


def counts_record(counts: RuleCounts) -> dict[str, object]:
    """How many relations ran, and how they came out."""
    return {
        "run": counts.run,
        "passed": counts.passed,
        "failed": counts.failed,
        "not_assessable": counts.not_assessable,
    }


def ref_record(unit: UnitRef) -> dict[str, str]:
    """A unit by code and name."""
    return {"code": unit.code, "name": unit.name}


def coverage_record(coverage: Coverage) -> dict[str, object]:
    """Who was expected, who reported, who is missing."""
    return {
        "expected": len(coverage.expected),
        "reported": len(coverage.reported),
        "missing": [ref_record(unit) for unit in coverage.missing],
        "zero_reports": [ref_record(unit) for unit in coverage.zero_reports],
        "duplicates": [
            {**ref_record(one.unit), "files": list(one.files), "same_figures": one.same_figures}
            for one in coverage.duplicates
        ],
        "registered": coverage.registered,
    }


def problem_record(problem: Problem, language: str) -> dict[str, object]:
    """A problem with its place, figures, explanation and likely causes."""
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "message": plain(render(problem.message, language)),
        "unit_code": problem.unit_code,
        "unit": plain(problem.unit),
        "period": problem.period,
        "file": problem.place.file,
        "sheet": problem.place.sheet,
        "cell": problem.place.cell,
        "key": problem.key,
        "expected": problem.expected,
        "found": plain(problem.found),
        "figures": plain(figures_of(problem)),
        "explanation": plain(problem.explanation),
        "hints": [_hint(hint, language) for hint in problem.hints],
    }


def _hint(hint: Hint, language: str) -> dict[str, object]:
    return {
        "cause": hint.cause,
        "message": plain(render(hint.message, language)),
        "changes": [
            {
                "key": change.key,
                "file": change.place.file,
                "sheet": change.place.sheet,
                "cell": change.place.cell,
                "old": number_value(change.old),
                "new": number_value(change.new),
            }
            for change in hint.changes
        ],
    }


def run_record(outcome: Outcome) -> dict[str, object]:
    """What produced the output: version, command, inputs with their hashes, editions."""
    run = outcome.run
    return {
        "version": run.version,
        "command": run.command,
        "inputs": dict(run.inputs),
        "editions": list(run.editions),
    }


def source_record(figure: Figure) -> dict[str, object]:
    """Where a figure stands: file, sheet, cell, text, and where it stood before if elsewhere."""
    record: dict[str, object] = {
        "file": figure.file,
        "sheet": figure.sheet,
        "cell": figure.cell,
        "text": plain(figure.text),
    }
    return record | ({"origin": plain(figure.origin)} if figure.origin else {})


_UNIT_FIELDS = ("code", "name", "aliases", "level", "parent", "valid_from", "valid_to")


def register_records(outcome: Outcome) -> list[dict[str, str]]:
    """The list of units that the run used, so that the export can be read without it."""
    return [dict(zip(_UNIT_FIELDS, unit, strict=True)) for unit in outcome.listed]


def figures_digest(outcome: Outcome) -> str:
    """A hash of every counted figure: what is altered later shows."""
    groups = ((one.group, one.key, one.amount.value) for one in outcome.groups)
    rates = (
        (one.id, one.value, one.numerator.value, one.denominator.value)
        for one in outcome.indicators
    )
    return digest(
        [outcome.form, outcome.period, *computed_lines(groups), *computed_lines(rates)],
        ((plain(one.unit_code), plain(one.unit), one.key, one.amount) for one in outcome.by_unit),
    )

"""A report from an outcome: template, official tables, the office's own words, appendix."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from hcstats.catalogue import problem
from hcstats.charts import charts_of
from hcstats.forms.definition import Form
from hcstats.model import (
    Block,
    Document,
    Gap,
    HcstatsError,
    Outcome,
    Paragraph,
    Place,
    Problem,
    Severity,
    say,
)
from hcstats.report.appendix import appendix
from hcstats.report.blocks import blocks
from hcstats.report.facts import Facts
from hcstats.report.official import official_tables
from hcstats.report.speech import Speech
from hcstats.report.template import Source, rendered, unbound

TITLE = "政府信息公开工作年度报告"
_MARKS = re.compile("[\ue000-\ue01f]")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ue000-\ue01f]")
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes into a report beside the data."""

    template: Path | None = None
    """A template of the user's own; otherwise the form's."""
    own_words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pictures: bool = False
    appendix: bool = True


@dataclass(frozen=True, slots=True)
class Composed:
    """The report, what is wrong with it, and what the template asks the office to write."""

    document: Document
    problems: tuple[Problem, ...]
    asked: Mapping[str, str]
    own_words: Mapping[str, Sequence[str]]


def compose(outcome: Outcome, form: Form, wanted: Wanted) -> Composed:
    """The annual report of an outcome.

    Raises HcstatsError, with the template's line, for a key that the form does not have. A number
    that no unit reported is a visible gap in the text and a problem.
    """
    source = source_of(form, wanted.template)
    facts = Facts(outcome, form)
    speech = Speech(
        facts,
        source.file,
        {table.name: table for table in official_tables(form, outcome)},
        {chart.name: chart for chart in charts_of(outcome, form)},
        {name: [_clean(text) for text in texts] for name, texts in wanted.own_words.items()},
        pictures=wanted.pictures,
    )
    text = rendered(source, speech, _variables(facts))
    body = (*_notices(outcome), *blocks(text, speech.pieces))
    document = Document(
        f"{outcome.authority}{outcome.period}年{TITLE}",
        body,
        appendix(body, facts) if wanted.appendix else (),
        outcome.authority,
        outcome.period,
    )
    problems = (*unbound(source), *_once(speech.problems), *_gaps(body, source.file))
    return Composed(document, problems, speech.asked, wanted.own_words)


def source_of(form: Form, template: Path | None) -> Source:
    """The template of a form, or the user's own; HcstatsError if it cannot be read."""
    if template is None:
        name = f"{form.id.replace('/', '-')}.md.jinja"
        shipped = resources.files("hcstats.report") / "texts" / name
        if not shipped.is_file():
            message = say("There is no template for {form}; give one by --template.", form=form.id)
            raise HcstatsError(message)
        return Source(shipped.read_text("utf-8"), name)
    try:
        text = template.read_text("utf-8-sig")
        if len(text) > _LARGEST or _NO_TEXT.search(text):
            raise HcstatsError(
                say("'{path}' is no template: too large, or no text.", path=template)
            )
        return Source(text, str(template))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8?"
        raise HcstatsError(
            say("Cannot read the template '{path}' ({reason}).", path=template, reason=reason)
        ) from error


def _variables(facts: Facts) -> dict[str, str]:
    year = facts.outcome.period
    return {
        "authority": facts.outcome.authority or "本机关",
        "period": year,
        "next_period": str(int(year) + 1) if year.isdigit() else "",
        "whole": facts.whole,
        "form_title": facts.form.title,
    }


_MOST_NAMES = 30
"""Units that have not reported and are named in the notice over a draft."""


def _notices(outcome: Outcome) -> list[Block]:
    """What must be settled before the report may be published, said where nobody can miss it."""
    found: list[str] = []
    coverage = outcome.coverage
    if coverage.missing:
        names = "、".join(unit.name for unit in coverage.missing[:_MOST_NAMES])
        if len(coverage.missing) > _MOST_NAMES:
            names += f"等 {len(coverage.missing)} 家"
        found.append(
            f"应报 {len(coverage.expected)} 家，已报 {len(coverage.reported)} 家，"
            f"以下数字不含未报的：{names}"
        )
    errors = sum(one.severity is Severity.ERROR for one in outcome.problems)
    if errors:
        found.append(f"数据中有强制问题 {errors} 条尚未改正")
    partial = sum(total.partial for total in outcome.totals)
    if partial:
        found.append(f"有 {partial} 项合计不含无法读出的数字")
    return [Paragraph((f"【草稿，不能发布：{text}】",)) for text in found]


def _clean(text: str) -> str:
    return _MARKS.sub("", text)


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without those that a template's loop has told before."""
    return list({(one.rule, one.key): one for one in problems}.values())


def _gaps(body: Sequence[Block], file: str) -> list[Problem]:
    return [
        problem(
            "report.gap",
            say(
                "Still to be written by the office: {name} ({prompt}).",
                name=block.name,
                prompt=block.prompt,
            ),
            Place(file),
        )
        for block in body
        if isinstance(block, Gap)
    ]

"""A report's template: Jinja2 in a sandbox, every key vetted with its line before it is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hcstats.catalogue import problem
from hcstats.model import HcstatsError, Message, Place, Problem, say
from hcstats.report.facts import COUNTS, Facts, unknown
from hcstats.report.speech import Speech

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

VARIABLES = ("authority", "period", "next_period", "whole", "form_title")
_KEYED = ("n", "said", "zero", "known", "value")
_DIGITS = re.compile(r"[0-9０-９]+")
_NO_FIGURE = re.compile(
    r"[0-9０-９]{4}\s*年(度)?|[0-9０-９]{1,2}\s*月([0-9０-９]{1,2}\s*日)?|〔[0-9０-９]{4}〕[0-9０-９]+号"
    r"|第[0-9０-９]+[条款项号]|^#+\s*[0-9０-９]+[.．、]|（[0-9０-９]+）",
    re.MULTILINE,
)
"""Dates, document numbers, articles, ordinals of headings: digits that count nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A template as written: its text, and the file that messages name."""

    text: str
    file: str


def rendered(source: Source, speech: Speech, variables: Mapping[str, str]) -> str:
    """The text that a template says, with marks for what is bound; HcstatsError names the line."""
    import jinja2  # noqa: PLC0415  (only a report needs it)

    environment = _environment()
    try:
        tree = environment.parse(source.text, source.file, source.file)
        _vet(tree, source, speech)
        code = environment.compile(source.text, source.file, source.file)
        template = environment.template_class.from_code(
            environment, code, {**speech.words(), **variables}
        )
        return template.render()
    except jinja2.TemplateSyntaxError as error:
        raise at(source.file, error.lineno, say("{reason}", reason=error.message)) from error
    except HcstatsError as error:
        line = _line_of(error, source.file)
        raise (at(source.file, line, error.message) if line else error) from error
    except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise at(
            source.file, _line_of(error, source.file), say("{reason}", reason=error)
        ) from error


def unbound(source: Source) -> Iterator[Problem]:
    """A warning for each number that a template writes out itself, so that no data stand behind."""
    from jinja2 import nodes  # noqa: PLC0415

    tree = _environment().parse(source.text, source.file, source.file)
    for data in tree.find_all(nodes.TemplateData):
        spared = _NO_FIGURE.sub(lambda match: " " * len(match[0]), data.data)
        for match in _DIGITS.finditer(spared):
            line = data.lineno + spared.count("\n", 0, match.start())
            message = say(
                "Line {line}: the number {number} is written into the template, and no data stand "
                "behind it; bind it to a key.",
                line=line,
                number=match[0],
            )
            yield problem("report.unbound", message, Place(source.file), found=match[0])


def at(file: str, line: int, reason: Message) -> HcstatsError:
    """The error that names a template's line."""
    return HcstatsError(
        say("Template '{file}', line {line}: {reason}", file=file, line=line, reason=reason)
    )


def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    return SandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
        autoescape=False,  # noqa: S701  (the text becomes blocks; each writer escapes for its format)
    )


def _printable(value: object) -> object:
    """What may be printed: words; a bare number would be bound to nothing."""
    if isinstance(value, int | float | Decimal):
        raise HcstatsError(
            say("A bare number ({value}) may not be printed; use n(…) or rate(…).", value=value)
        )
    return value


def _vet(tree: nodes.Template, source: Source, speech: Speech) -> None:
    """Raise for the first name that means nothing, also in branches that are not taken today."""
    from jinja2 import nodes  # noqa: PLC0415

    stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    known = {*speech.words(), *VARIABLES, *stored, "range", "loop", "namespace"}
    for name in tree.find_all(nodes.Name):
        if name.name not in known:
            raise at(source.file, name.lineno, unknown(name.name, sorted(known)))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.args and _constant(call.args[0]):
            try:
                _check(call.node.name, call.args[0].value, speech)  # type: ignore[attr-defined]
            except HcstatsError as error:
                raise at(source.file, call.lineno, error.message) from error


def _constant(node: Any) -> bool:  # noqa: ANN401  (any node of a template)
    return isinstance(getattr(node, "value", None), str)


def _check(function: str, name: str, speech: Speech) -> None:
    facts: Facts = speech.facts
    if function in _KEYED:
        facts.expression(name)
    elif function == "rate":
        facts.indicator(name)
    elif function == "shares":
        facts.share(name)
    elif function in ("units", "unit_names") and name not in COUNTS:
        raise HcstatsError(unknown(name, list(COUNTS)))
    elif function == "table" and name not in speech.tables:
        raise HcstatsError(unknown(name, list(speech.tables)))


def _line_of(error: BaseException, file: str) -> int:
    """The template's line in an error's traceback, as the template engine has rewritten it."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line

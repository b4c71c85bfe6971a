"""A report's template: Jinja2 in a sandbox, every key vetted, each fault with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ParamSpec

from hcstats.catalogue import problem
from hcstats.model import HcstatsError, Message, Place, Problem, say
from hcstats.report.facts import COUNTS, Facts, unknown
from hcstats.report.speech import Speech
from hcstats.report.value import Value

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.runtime import Context
    from jinja2.sandbox import SandboxedEnvironment

VARIABLES = ("authority", "period", "next_period", "whole", "form_title")
_KEYED = ("n", "said", "zero", "known", "value")
_KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9_.]*")
Checked = ParamSpec("Checked")
_FAULTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a template can bring about by itself."""
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
    except (*_FAULTS, jinja2.TemplateError) as error:
        raise at(
            source.file, _line_of(error, source.file), say("{reason}", reason=error)
        ) from error


def unbound(source: Source) -> Iterator[Problem]:
    """A warning for each number that a template writes out itself, so that no data stand behind."""
    from jinja2 import nodes  # noqa: PLC0415

    tree = _environment().parse(source.text, source.file, source.file)
    arguments = {
        id(inner)
        for call in tree.find_all((nodes.Call, nodes.Getitem))
        for inner in call.find_all(nodes.Const)
    }
    written = [(one.data, one.lineno) for one in tree.find_all(nodes.TemplateData)]
    written += [
        (one.value, one.lineno)
        for one in tree.find_all(nodes.Const)
        if isinstance(one.value, str) and id(one) not in arguments
    ]
    for text, first in sorted(written, key=lambda pair: pair[1]):
        spared = _NO_FIGURE.sub(lambda match: " " * len(match[0]), text)
        for match in _DIGITS.finditer(spared):
            line = first + spared.count("\n", 0, match.start())
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

    class Bounded(SandboxedEnvironment):
        """A sandbox in which no product can fill the memory."""

        intercepted_binops = frozenset(["*", "**"])

        def call_binop(
            self, context: Context, operator: str, left: object, right: object
        ) -> object:
            """The product of numbers; of anything else there is none."""
            numbers = (Value, int, Decimal)
            if operator == "**" or not (isinstance(left, numbers) and isinstance(right, numbers)):
                raise HcstatsError(say("A template may multiply numbers only."))
            return super().call_binop(context, operator, left, right)

    return Bounded(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
        autoescape=False,
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
    stored |= {macro.name for macro in tree.find_all(nodes.Macro)}
    known = {*speech.words(), *VARIABLES, *stored, "range", "loop", "namespace"}
    for name in tree.find_all(nodes.Name):
        if name.name not in known:
            raise at(source.file, name.lineno, unknown(name.name, sorted(known)))
    for call in tree.find_all(nodes.Call):
        first = call.args[0] if call.args else None
        if isinstance(call.node, nodes.Name) and isinstance(first, nodes.Const):
            _at_line(call.lineno, source, _check, call.node.name, str(first.value), speech)
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str):
            _at_line(constant.lineno, source, _check_keys, constant.value, speech.facts)


def _at_line(
    line: int,
    source: Source,
    check: Callable[Checked, None],
    *args: Checked.args,
    **kwargs: Checked.kwargs,
) -> None:
    try:
        check(*args, **kwargs)
    except HcstatsError as error:
        raise at(source.file, line, error.message) from error


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


def _check_keys(text: str, facts: Facts) -> None:
    """What looks like a key, wherever it stands, must be one; `requests.` may be its start."""
    tables = {table.code for table in facts.form.tables}
    rates = {one.id for one in facts.form.indicators}
    for name in _KEY.findall(text):
        if name.partition(".")[0] in tables and not name.endswith(".") and name not in rates:
            facts.expression(name)


def _line_of(error: BaseException, file: str) -> int:
    """The template's line in an error's traceback, as the template engine has rewritten it."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line

"""The page as text: everything put into its template, the script bound by its hash."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from importlib.resources import files

from markupsafe import Markup

from hcstats.detail import detail_of_page
from hcstats.forms.definition import Form
from hcstats.messages import LANGUAGES
from hcstats.model import Label, Message, Outcome, Table, say
from hcstats.record_tables import rule_table, run_table
from hcstats.writers.page.findings import findings
from hcstats.writers.page.frames import plain, rated, totalled
from hcstats.writers.page.phrases import Phrases
from hcstats.writers.page.pictures import pictures
from hcstats.writers.page.places import places_of
from hcstats.writers.page.standing import cards, standing
from hcstats.writers.page.words import SCRIPT_WORDS, WORDS

LOCALES = {"zh": "zh-CN", "en": "en"}
"""What html calls the languages."""
_STYLES = ("base.css", "tables.css", "parts.css", "charts.css", "media.css")
_SCRIPTS = ("text.js", "sums.js", "dialog.js", "cells.js", "problems.js", "start.js")
"""The parts of the script, in the order in which they need each other."""


def render_page(outcome: Outcome, form: Form | None, language: str) -> str:
    """The outcome as one html page that needs nothing else; the same outcome, the same text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("hcstats.writers.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template("page.html.jinja")
    return template.render(_context(outcome, form, language))


def _context(outcome: Outcome, form: Form | None, language: str) -> dict[str, object]:
    phrases = Phrases(language)
    title = Label(form.title, form.gloss) if form else ""
    style, script = _style(), _script()
    found = findings(outcome, form, phrases)
    detail = detail_of_page(outcome)
    groups = {group.owner: group.number for group in found.groups}
    context: dict[str, object] = {
        "words": {name: phrases(text) for name, text in WORDS.items()},
        "language": language,
        "languages": LANGUAGES,
        "locales": LOCALES,
        "locale": LOCALES[language],
        "authority": phrases(outcome.authority),
        "period": phrases(outcome.period),
        "title": phrases(title),
        "heading": phrases(_heading(outcome)),
        "form_id": phrases(outcome.form),
        "cards": tuple(cards(outcome, phrases)),
        "board": standing(outcome, groups, phrases),
        "pictures": tuple(pictures(outcome, form, phrases)) if form else (),
        "tables": tuple(totalled(outcome, form, phrases)) if form else (),
        "rates": rated(outcome, form, phrases) if form and outcome.indicators else None,
        "findings": found,
        "run": plain(_about(outcome), phrases),
        "inputs": tuple((phrases(name), digest) for name, digest in outcome.run.inputs),
        "rules": plain(rule_table(outcome), phrases),
        "style": style,
        "script": script,
        "policy": _policy(style, script),
        "left_out": phrases(detail.note) if detail.note is not None else None,
    }
    places = places_of(outcome, form, phrases) if form else {}
    context["data"] = embedded(_data(places, phrases))
    return context


def _about(outcome: Outcome) -> Table:
    """How the page came about; the inputs have a table of their own."""
    table = run_table(outcome)
    return replace(table, rows=table.rows[: len(table.rows) - len(outcome.run.inputs)])


def _heading(outcome: Outcome) -> Message:
    if not outcome.period:
        return say("Disclosure of government information")
    if not outcome.authority:
        return say("Disclosure of government information {period}", period=outcome.period)
    return say(
        "{authority}: disclosure of government information {period}",
        authority=outcome.authority,
        period=outcome.period,
    )


def _data(places: dict[str, object], phrases: Phrases) -> dict[str, object]:
    """What the script reads; the words last, when all of them are known."""
    words = {name: phrases.index(text) for name, text in SCRIPT_WORDS.items()}
    return {
        "language": phrases.language,
        "languages": LANGUAGES,
        "locales": LOCALES,
        "words": words,
        **places,
        "texts": phrases.pairs,
    }


def embedded(document: object) -> Markup:
    """A document as JSON that no html parser takes for an end, a comment or a tag."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  (no sign that html knows is left in it)


def _part(*names: str) -> str:
    return files("hcstats.writers.page").joinpath(*names).read_text(encoding="utf-8")


def _style() -> Markup:
    return Markup("\n" + "".join(_part("style", name) for name in _STYLES))  # noqa: S704  (ours)


def _script() -> Markup:
    """The parts of the script together, out of reach of each other page's."""
    parts = "".join(_part("script", name) for name in _SCRIPTS)
    return Markup('\n"use strict";\n(() => {\n' + parts + "})();\n")  # noqa: S704  (ours)


def _policy(style: Markup, script: Markup) -> str:
    """What the page may do: apply this style, run this script, and nothing else at all."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"

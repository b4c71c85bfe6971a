"""Every sentence to the user in the chosen language: gettext catalogues, English as the key."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from hcstats.model import Label, Message

LANGUAGES = ("zh", "en")
DOMAIN = "hcstats"
_SEVERAL = (tuple, list)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, Path(__file__).parent / "locale", languages=[language])


@lru_cache(maxsize=4096)
def _template(english: str, chinese: str, language: str) -> str:
    """A message's template in a language."""
    if language == "zh" and chinese:
        return chinese
    return _catalogue(language).gettext(english) if english else ""


def render(value: object, language: str) -> str:
    """The text of a message, label or parameter in `language` (`zh` or `en`).

    A label shows its official Chinese text, and in English its gloss behind it.
    """
    if type(value) is str:
        return value
    if type(value) is Message:
        template = _template(value.template, value.chinese, language)
        if not value.params:
            return template.format() if "{" in template or "}" in template else template
        return template.format(**{name: render(part, language) for name, part in value.params})
    if type(value) is Label:
        if language == "en" and value.gloss:
            return f"{value.text} ({value.gloss})"
        return value.text
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, _SEVERAL):
        separator = "、" if language == "zh" else ", "
        return separator.join(render(part, language) for part in value)
    return str(value)


def choose_language(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """`zh` or `en`: from `--lang`, else `HCSTATS_LANG`, else the locale.

    Read before the command line is parsed, because the help texts need it.
    """
    environment = os.environ if environment is None else environment
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            return _normal(arguments[index + 1])
        if argument.startswith("--lang="):
            return _normal(argument.removeprefix("--lang="))
    if environment.get("HCSTATS_LANG"):
        return _normal(environment["HCSTATS_LANG"])
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return _normal(environment[name])
    return _normal(locale.getlocale()[0] or "")


def _normal(name: str) -> str:
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"

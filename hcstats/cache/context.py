"""All that decides what a file gives, beside its content and name, as one name."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import hcstats
from hcstats.forms.load import definitions, load_form
from hcstats.submissions import Settings

_PARSERS = (
    "python_calamine",
    "openpyxl",
    "xlrd",
    "lxml",
    "defusedxml",
    "docx",
    "msoffcrypto",
)
_INSTALLED = (
    "python_calamine-",
    "openpyxl-",
    "xlrd-",
    "lxml-",
    "defusedxml-",
    "python_docx-",
    "msoffcrypto_tool-",
)
"""How the names begin under which installers note which version of a parser is there."""
_LENGTH = 16


def context_of(settings: Settings) -> str:
    """A name for program, forms, options, list of units and other wordings together.

    Empty if the forms have been changed since they were loaded, so that nothing may be kept.
    """
    forms = definitions()
    # Only now: whoever changed a file after it was loaded, and before it was read here, is noticed.
    if any(load_form(one.id) is not one for one in settings.forms):
        return ""
    parts = [
        _program(),
        {name: hashlib.sha256(data).hexdigest() for name, data in forms.items()},
        [one.id for one in settings.forms],
        settings.period,
        settings.register.packed,
        settings.register.registered,
        list(settings.aliases.items()),
    ]
    text = json.dumps(parts, sort_keys=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:_LENGTH]


def _program() -> list[object]:
    """What reads: the program's own files as they are now, the parsers, Python."""
    own = Path(hcstats.__file__).parent
    return [
        hcstats.__version__,
        sorted(_files(own, "")),
        [_parser(name) for name in _PARSERS],
        sys.version,
        sys.byteorder,
    ]


def _files(folder: Path, above: str) -> list[tuple[str, int, int]]:
    """Name, size and time of each module under a folder."""
    found: list[tuple[str, int, int]] = []
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name != "__pycache__":
                found += _files(Path(entry.path), f"{above}{entry.name}/")
        elif entry.name.endswith(".py"):
            seen = entry.stat()
            found.append((above + entry.name, seen.st_size, seen.st_mtime_ns))
    return found


def _parser(name: str) -> object:
    """What tells one state of a library from another, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin)
    seen = place.stat()
    return name, str(place), seen.st_size, seen.st_mtime_ns, _versions(place.parent.parent)


@cache
def _versions(folder: Path) -> list[str]:
    """The versions of parsers that are installed in a folder."""
    names = (entry.name for entry in os.scandir(folder))
    return sorted(one for one in names if one.lower().startswith(_INSTALLED))

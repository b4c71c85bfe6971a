"""Keeps the message catalogues: `python docs/translations.py` extracts, merges and compiles.

With `--check` nothing is written; it fails if a message has no translation or the compiled
catalogue is not that of the text.
"""

from __future__ import annotations

import gettext
import io
import string
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "hcstats"
FOLDER = PACKAGE / "locale" / "zh" / "LC_MESSAGES"
TEXT, COMPILED = FOLDER / "hcstats.po", FOLDER / "hcstats.mo"


def extracted() -> Catalog:
    """Every message that the program can say."""
    catalog = Catalog(project="hcstats", charset="utf-8")
    found = extract_from_dir(PACKAGE, keywords={"say": (1,)}, method_map=[("**.py", "python")])
    for name, _, message, _, _ in found:
        catalog.add(message, locations=[(f"hcstats/{Path(name).as_posix()}", 0)])
    return catalog


def merged() -> Catalog:
    """The Chinese catalogue brought up to date with the program."""
    catalog = Catalog(locale="zh")
    if TEXT.exists():
        with TEXT.open("rb") as stream:
            catalog = read_po(stream, locale="zh")
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def faults(catalog: Catalog) -> list[str]:
    """Messages without translation, and translations with other fields than the message."""
    found = []
    for message in catalog:
        if not message.id:
            continue
        translation = str(message.string or "")
        if not translation:
            found.append(f"no translation: {message.id}")
        elif _fields(translation) - _fields(str(message.id)):
            found.append(f"unknown field in the translation: {message.id}")
    return found


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _po(catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    write_po(stream, catalog, width=100, sort_output=True, omit_header=False, include_lineno=False)
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith((b'"POT-Cre', b'"PO-Rev')))


def _mo(catalog: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def main() -> int:
    """Write the catalogues, or with --check say what is stale."""
    catalog = merged()
    problems = faults(catalog)
    if "--check" in sys.argv:
        if not COMPILED.exists() or _strings(COMPILED) != _wanted(catalog):
            problems.append("the compiled catalogue is stale")
        if problems:
            problems.append("run: python docs/translations.py")
    else:
        FOLDER.mkdir(parents=True, exist_ok=True)
        TEXT.write_bytes(_po(catalog))
        COMPILED.write_bytes(_mo(catalog))
    print("\n".join(problems) or "translations: complete")
    return int(bool(problems))


def _strings(path: Path) -> dict[str, str]:
    with path.open("rb") as stream:
        found = gettext.GNUTranslations(stream)
    return {str(k): str(v) for k, v in vars(found)["_catalog"].items() if k}


def _wanted(catalog: Catalog) -> dict[str, str]:
    return {str(one.id): str(one.string) for one in catalog if one.id and one.string}


if __name__ == "__main__":
    sys.exit(main())

"""Form definitions read from their files, and vetted before anything relies on them."""

from __future__ import annotations

import os
import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from hcstats.forms.bridge_vet import bridge_faults
from hcstats.forms.definition import Form
from hcstats.forms.vet import faults
from hcstats.model import HcstatsError, say

_OWN = Path(__file__).parent
USER_FOLDER = "HCSTATS_FORMS"
"""Environment variable that names a folder of the user's own forms, laid out form/edition.toml."""


def _files() -> dict[str, Path]:
    found: dict[str, Path] = {}
    own = os.environ.get(USER_FOLDER)
    if own and not Path(own).is_dir():
        missing = say("There is no folder '{path}'.", path=own)
        raise HcstatsError(say("{where}: {reason}", where=USER_FOLDER, reason=missing))
    for folder in (_OWN, *((Path(own),) if own else ())):
        for path in sorted(folder.glob("*/*.toml")):
            form_id = f"{path.parent.name}/{path.stem}"
            if form_id in found:
                raise HcstatsError(
                    say(
                        "{file}: {form} is a form of hcstats itself; give yours another name.",
                        file=path,
                        form=form_id,
                    )
                )
            found[form_id] = path
    return found


def form_ids() -> tuple[str, ...]:
    """The ids of every known form, in order."""
    return tuple(sorted(_files()))


def definitions() -> dict[str, bytes]:
    """The definition of every known form as it stands in its file, by id."""
    return {form_id: path.read_bytes() for form_id, path in sorted(_files().items())}


def load_form(form_id: str) -> Form:
    """The form of an id (`national/2021`); an HcstatsError lists the known ones."""
    path = _files().get(form_id)
    if path is None:
        raise HcstatsError(
            say("There is no form '{form}'; known are {known}.", form=form_id, known=form_ids())
        )
    form = _loaded(path, path.stat().st_mtime_ns)
    if form.id != form_id:
        raise HcstatsError(
            say(
                "{file}: id is '{found}', but the file's place says '{expected}'.",
                file=path,
                found=form.id,
                expected=form_id,
            )
        )
    return form


def all_forms() -> tuple[Form, ...]:
    """Every known form, in the order of their ids."""
    return tuple(load_form(form_id) for form_id in form_ids())


@lru_cache(maxsize=64)
def _loaded(path: Path, changed: int) -> Form:
    return _vetted(path, _shape(path, changed))


def load_file(path: Path) -> Form:
    """The form that a file defines; an HcstatsError names file and key of what is wrong."""
    return _vetted(path, _parsed(path))


def _vetted(path: Path, form: Form) -> Form:
    for fault in faults(form):
        raise HcstatsError(say("{file}: {fault}", file=path, fault=fault))
    files = _files() if form.earlier else {}
    for earlier in form.earlier:
        place = files.get(earlier.edition)
        # The earlier edition is vetted when it is loaded itself.
        older = _shape(place, place.stat().st_mtime_ns) if place else None
        for fault in bridge_faults(form, earlier, older):
            raise HcstatsError(say("{file}: {fault}", file=path, fault=fault))
    return form


@lru_cache(maxsize=64)
def _shape(path: Path, changed: int) -> Form:  # noqa: ARG001  (a changed file is read again)
    return _parsed(path)


def _parsed(path: Path) -> Form:
    """A definition whose shape is sound."""
    try:
        # Notepad puts a byte order mark in front, which TOML does not know.
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HcstatsError(
            say("{file} cannot be read as TOML: {reason}.", file=path, reason=error)
        ) from error
    try:
        return Form.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise HcstatsError(
            say(
                "{file}: {key}: {reason}.",
                file=path,
                key=".".join(str(part) for part in first["loc"]),
                reason=first["msg"],
            )
        ) from error

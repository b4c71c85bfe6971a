"""Sentences meant for the office, said so that the unit can follow them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from hcstats.forms.definition import Form
from hcstats.forms.load import load_form
from hcstats.item_labels import item_label
from hcstats.messages import render
from hcstats.model import Message, Outcome, say
from hcstats.writers.returns.flat import flat

_KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")

FOR_UNITS: dict[str, Message] = {
    "'{name}' is not in the list of units (nearest: {units}); correct the name, or add it to "
    "units.csv as an alias. It is not counted.": say(
        "'{name}' is not in the list of units (nearest: {units}); please correct the name. "
        "The submission is not counted."
    ),
    "'{name}' is not in the list of units; correct the name, or add the unit to units.csv. It is "
    "not counted.": say(
        "'{name}' is not in the list of units; please correct the name. The submission is not "
        "counted."
    ),
    "'{shown}' is not a column of the form; if it is '{label}', write it so, or pin it in "
    "aliases.csv. Its figures are not read.": say(
        "'{shown}' is not a column of the form; if it is '{label}', please write it so. Its "
        "figures are not read."
    ),
    "'{shown}' is not a label of the form; if it is '{label}', write it so, or pin it in "
    "aliases.csv. Its figures are not read.": say(
        "'{shown}' is not a label of the form; if it is '{label}', please write it so. Its "
        "figures are not read."
    ),
    "Neither the content nor the names say for which year this is; it is taken for {period}. "
    "Write the year in the title, or give --period.": say(
        "Neither the content nor the file name says for which year this is; it is taken for "
        "{period}. Please write the year in the title."
    ),
    "No known form is in this file, so nothing of it is counted. Send the official table with its "
    "labels unchanged, or name the form with --form.": say(
        "No known form is in this file, so nothing of it is counted. Please send the official "
        "table with its labels unchanged."
    ),
    "The content fits {forms} equally well and no year decides; it is read as {form}. Name the "
    "right one with --form.": say(
        "The content fits {forms} equally well and no year decides; it is read as {form}. Please "
        "write the year in the title."
    ),
}
"""What to say instead of a message that speaks of the office's own files and commands."""


class Speaker:
    """Says an outcome's messages without folders, commands, keys and ids of forms."""

    def __init__(self, outcome: Outcome, language: str) -> None:
        self._language = language
        self._files = [name for name, _ in outcome.run.inputs if "/" in name]
        self._forms = {id_: load_form(id_) for id_ in {outcome.form, *outcome.run.editions} if id_}

    def sentence(self, message: Message, form: Form | None) -> str:
        """A message as the unit reads it; keys are those of `form`."""
        other = FOR_UNITS.get(message.template)
        shown = message if other is None else Message(other.template, message.params)
        text = render(shown, self._language)
        for name in self._files:
            text = text.replace(name, PurePosixPath(name).name)
        return flat(self.plain(_KEY.sub(self._label(form), text)))

    def plain(self, text: str) -> str:
        """A text in which forms are called by the documents that brought them in."""
        for form_id, form in self._forms.items():
            text = text.replace(form_id, form.basis)
        return text

    def _label(self, form: Form | None) -> Callable[[re.Match[str]], str]:
        def label(found: re.Match[str]) -> str:
            item = form.items.get(found[0]) if form else None
            return render(item_label(form, item), self._language) if form and item else found[0]

        return label

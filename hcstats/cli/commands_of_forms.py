"""What `hcstats forms …` does."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from hcstats.cli.options import Formats
from hcstats.messages import render
from hcstats.model import say


def list_forms(format_: Formats, language: str) -> int:
    """Print the known forms."""
    from hcstats import writers  # noqa: PLC0415  (pydantic and rich are not for `--help`)
    from hcstats.forms.load import all_forms  # noqa: PLC0415
    from hcstats.forms.show import forms_table  # noqa: PLC0415

    writers.print_tables(sys.stdout, [forms_table(all_forms())], format_.value, language)
    return 0


def show_form(form: str, format_: Formats, language: str) -> int:
    """Print one form's items, rules and indicators."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.forms.load import load_form  # noqa: PLC0415
    from hcstats.forms.show import form_tables  # noqa: PLC0415

    writers.print_tables(sys.stdout, form_tables(load_form(form)), format_.value, language)
    return 0


def check_form(file: Path, language: str) -> int:
    """Vet a definition; what is wrong with it stops the run."""
    from hcstats.forms.load import load_file  # noqa: PLC0415

    form = load_file(file)
    message = say(
        "{file}: {form} is sound: {tables} tables, {items} items, {rules} rules.",
        file=file,
        form=form.id,
        tables=len(form.tables),
        items=len(form.items),
        rules=len(form.rules),
    )
    typer.echo(render(message, language))
    return 0


def explain(file: Path, form: str, format_: Formats, language: str) -> int:
    """Print which cell of a file is which figure, and on what evidence."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.explain import explain_file  # noqa: PLC0415

    writers.print_tables(sys.stdout, explain_file(file, form), format_.value, language)
    return 0


def diff_forms(old: str, new: str, format_: Formats, language: str) -> int:
    """Print how the figures of two editions stand to each other."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.forms.diff import diff_tables  # noqa: PLC0415
    from hcstats.forms.load import load_form  # noqa: PLC0415

    short = format_ is Formats.TABLE
    tables = diff_tables(load_form(old), load_form(new), load_form, short=short)
    writers.print_tables(sys.stdout, tables, format_.value, language)
    return 0

"""`hcstats forms …`: the editions that the program knows, and how a file was recognised.

Annotations are not postponed in this module: typer evaluates them, and the help texts in them
are local.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from hcstats.cli.options import Formats, Languages, Texts


def build(text: Texts, language: str) -> typer.Typer:
    """The group of commands about forms."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

    @app.command("list", help=text.forms_list)
    def list_(
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats import writers  # noqa: PLC0415
        from hcstats.forms.load import all_forms  # noqa: PLC0415
        from hcstats.forms.show import forms_table  # noqa: PLC0415

        writers.print_tables(sys.stdout, [forms_table(all_forms())], format_.value, language)
        return 0

    @app.command(help=text.forms_show)
    def show(
        form: Annotated[str, typer.Argument(help=text.form_id, show_default=False)],
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats import writers  # noqa: PLC0415
        from hcstats.forms.load import load_form  # noqa: PLC0415
        from hcstats.forms.show import form_tables  # noqa: PLC0415

        writers.print_tables(sys.stdout, form_tables(load_form(form)), format_.value, language)
        return 0

    @app.command(help=text.forms_check)
    def check(
        file: Annotated[Path, typer.Argument(help=text.form_file, show_default=False)],
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.forms.load import load_file  # noqa: PLC0415
        from hcstats.messages import render  # noqa: PLC0415
        from hcstats.model import say  # noqa: PLC0415

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

    @app.command(help=text.forms_explain)
    def explain(
        file: Annotated[Path, typer.Argument(help=text.explained_file, show_default=False)],
        form: Annotated[str, typer.Option(help=text.form)] = "",
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats import writers  # noqa: PLC0415
        from hcstats.explain import explain_file  # noqa: PLC0415

        tables = explain_file(file, form)
        writers.print_tables(sys.stdout, tables, format_.value, language)
        return 0 if tables else 1

    return app

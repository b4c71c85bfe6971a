"""`hcstats forms …`: the editions that the program knows, and how a file was recognised.

Annotations are not postponed in this module: typer evaluates them, and the help texts in them
are local.
"""

from pathlib import Path
from typing import Annotated

import typer

from hcstats.cli.options import Formats, Languages, Texts


def build(text: Texts, language: str) -> typer.Typer:
    """The group of commands about forms."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
    _add_list_and_show(app, text, language)
    _add_check_and_explain(app, text, language)
    _add_diff(app, text, language)
    return app


def _add_list_and_show(app: typer.Typer, text: Texts, language: str) -> None:
    @app.command("list", help=text.forms_list)
    def list_(
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli import commands_of_forms as commands  # noqa: PLC0415  (not for `--help`)

        return commands.list_forms(format_, language)

    @app.command(help=text.forms_show)
    def show(
        form: Annotated[str, typer.Argument(help=text.form_id, show_default=False)],
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli import commands_of_forms as commands  # noqa: PLC0415  (not for `--help`)

        return commands.show_form(form, format_, language)


def _add_check_and_explain(app: typer.Typer, text: Texts, language: str) -> None:
    @app.command(help=text.forms_check)
    def check(
        file: Annotated[Path, typer.Argument(help=text.form_file, show_default=False)],
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli import commands_of_forms as commands  # noqa: PLC0415  (not for `--help`)

        return commands.check_form(file, language)

    @app.command(help=text.forms_explain)
    def explain(
        file: Annotated[Path, typer.Argument(help=text.explained_file, show_default=False)],
        form: Annotated[str, typer.Option(help=text.form)] = "",
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli import commands_of_forms as commands  # noqa: PLC0415  (not for `--help`)

        return commands.explain(file, form, format_, language)


def _add_diff(app: typer.Typer, text: Texts, language: str) -> None:
    @app.command(help=text.forms_diff)
    def diff(
        old: Annotated[str, typer.Argument(help=text.form_old, show_default=False)],
        new: Annotated[str, typer.Argument(help=text.form_new, show_default=False)],
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli import commands_of_forms as commands  # noqa: PLC0415  (not for `--help`)

        return commands.diff_forms(old, new, format_, language)

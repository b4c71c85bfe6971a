"""`hcstats diff`: what one corrected file would change.

Annotations are not postponed in this module: typer evaluates them, and the help texts in them
are local.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hcstats.cli.caching import cache_folder
from hcstats.cli.options import Formats, Languages, Texts


def add(app: typer.Typer, text: Texts, language: str) -> None:
    """The command, added to the program."""

    @app.command(help=text.diff, short_help=text.diff_short)
    def diff(
        old: Annotated[Path, typer.Argument(help=text.diff_old, show_default=False)],
        new: Annotated[Path, typer.Argument(help=text.diff_new, show_default=False)],
        folder: Annotated[list[str], typer.Option("--in", help=text.diff_in, show_default=False)],
        template: Annotated[Path | None, typer.Option(help=text.report_template)] = None,
        form: Annotated[str, typer.Option(help=text.form)] = "",
        period: Annotated[str, typer.Option(help=text.period)] = "",
        units: Annotated[str, typer.Option(help=text.units)] = "",
        password_file: Annotated[str, typer.Option(help=text.password_file)] = "",
        previous: Annotated[str, typer.Option(help=text.previous)] = "",
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        jobs: Annotated[int | None, typer.Option(min=1, help=text.jobs)] = None,
        cache: Annotated[Path | None, typer.Option(help=text.cache)] = None,
        no_cache: Annotated[bool, typer.Option("--no-cache", help=text.no_cache)] = False,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli.commands import Shared  # noqa: PLC0415  (not for `--help`)
        from hcstats.cli.commands_of_diffs import show_difference  # noqa: PLC0415  (not for `--help`)

        shared = Shared(
            tuple(folder), form, period, units, jobs, False, language, previous, password_file
        )
        shared = replace(shared, cache=cache_folder(cache, no_cache, language))
        return show_difference(shared, str(old), str(new), template, format_)

"""`hcstats trace`: where one published figure comes from, down to the cells.

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

    @app.command(help=text.trace, short_help=text.trace_short)
    def trace(
        key: Annotated[str, typer.Argument(help=text.trace_key, show_default=False)],
        paths: Annotated[
            list[str] | None, typer.Argument(help=text.paths, show_default=False)
        ] = None,
        indicator: Annotated[str, typer.Option(help=text.trace_indicator)] = "",
        form: Annotated[str, typer.Option(help=text.form)] = "",
        period: Annotated[str, typer.Option(help=text.period)] = "",
        units: Annotated[str, typer.Option(help=text.units)] = "",
        password_file: Annotated[str, typer.Option(help=text.password_file)] = "",
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        jobs: Annotated[int | None, typer.Option(min=1, help=text.jobs)] = None,
        strict: Annotated[bool, typer.Option("--strict", help=text.strict)] = False,
        cache: Annotated[Path | None, typer.Option(help=text.cache)] = None,
        no_cache: Annotated[bool, typer.Option("--no-cache", help=text.no_cache)] = False,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli.commands import Shared  # noqa: PLC0415  (not for `--help`)
        from hcstats.cli.commands_of_traces import show_trace  # noqa: PLC0415  (not for `--help`)

        # With --indicator there is no key: all arguments are paths.
        given = (key, *(paths or ())) if indicator else tuple(paths or ())
        shared = Shared(
            given, form, period, units, jobs, strict, language, password_file=password_file
        )
        shared = replace(shared, cache=cache_folder(cache, no_cache, language))
        return show_trace(shared, "" if indicator else key, indicator, format_)

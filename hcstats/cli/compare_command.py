"""`hcstats compare`: years side by side.

Annotations are not postponed in this module: typer evaluates them, and the help texts in them
are local.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hcstats.cli.caching import cache_folder
from hcstats.cli.options import By, Formats, Languages, Texts


def add(app: typer.Typer, text: Texts, language: str) -> None:
    """The command, added to the program."""

    @app.command(help=text.compare, short_help=text.compare_short)
    def compare(
        paths: Annotated[list[str], typer.Argument(help=text.compare_paths, show_default=False)],
        by: Annotated[By, typer.Option("--by", help=text.compare_by)] = By.TOTAL,
        unit: Annotated[str, typer.Option(help=text.compare_unit)] = "",
        output: Annotated[
            list[Path] | None, typer.Option("-o", "--output", help=text.output)
        ] = None,
        units: Annotated[str, typer.Option(help=text.units)] = "",
        password_file: Annotated[str, typer.Option(help=text.password_file)] = "",
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        jobs: Annotated[int | None, typer.Option(min=1, help=text.jobs)] = None,
        strict: Annotated[bool, typer.Option("--strict", help=text.strict)] = False,
        cache: Annotated[Path | None, typer.Option(help=text.cache)] = None,
        no_cache: Annotated[bool, typer.Option("--no-cache", help=text.no_cache)] = False,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli.commands_of_comparison import Wanted, compare_years  # noqa: PLC0415  (not for `--help`)

        wanted = Wanted(
            tuple(paths),
            by,
            unit,
            tuple(output or ()),
            units,
            format_,
            jobs,
            strict,
            language,
            password_file,
        )
        wanted = replace(wanted, cache=cache_folder(cache, no_cache, language))
        return compare_years(wanted)

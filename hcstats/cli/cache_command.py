"""`hcstats cache`: what is kept of files that were read.

Annotations are not postponed in this module: typer evaluates them, and the help texts in them
are local.
"""

from pathlib import Path
from typing import Annotated

import typer

from hcstats.cli.options import Formats, Languages, Texts


def add(app: typer.Typer, text: Texts, language: str) -> None:
    """The command, added to the program."""

    @app.command(help=text.cache_command, short_help=text.cache_short)
    def cache(
        folder: Annotated[Path | None, typer.Option("--cache", help=text.cache_folder)] = None,
        clear: Annotated[bool, typer.Option("--clear", help=text.cache_clear)] = False,
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli.commands_of_caches import clear_cache, show_cache  # noqa: PLC0415  (not for `--help`)

        if clear:
            return clear_cache(folder, language)
        return show_cache(folder, format_, language)

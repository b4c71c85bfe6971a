"""`hcstats template`: workbooks for the units to fill in.

Annotations are not postponed in this module: typer evaluates them, and the help texts in them
are local.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hcstats.cli.caching import cache_folder
from hcstats.cli.options import Languages, Texts


def add(app: typer.Typer, text: Texts, language: str) -> None:
    """The command, added to the program."""

    @app.command(help=text.template, short_help=text.template_short)
    def template(
        form: Annotated[str, typer.Option(help=text.form_id, show_default=False)],
        output: Annotated[
            Path, typer.Option("-o", "--output", help=text.template_output, show_default=False)
        ],
        units: Annotated[str, typer.Option(help=text.template_units)] = "",
        period: Annotated[str, typer.Option(help=text.template_period)] = "",
        previous: Annotated[str, typer.Option(help=text.template_previous)] = "",
        blank: Annotated[bool, typer.Option("--blank", help=text.template_blank)] = False,
        force: Annotated[bool, typer.Option("--force", help=text.template_force)] = False,
        cache: Annotated[Path | None, typer.Option(help=text.cache)] = None,
        no_cache: Annotated[bool, typer.Option("--no-cache", help=text.no_cache)] = False,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli.commands_of_templates import Wanted, make_templates  # noqa: PLC0415  (not for `--help`)

        wanted = Wanted(form, output, units, period, previous, blank, force, language)
        wanted = replace(wanted, cache=cache_folder(cache, no_cache, language))
        return make_templates(wanted)

"""`hcstats report`: the annual report.

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

    @app.command(help=text.report, short_help=text.report_short)
    def report(
        paths: Annotated[list[str], typer.Argument(help=text.paths, show_default=False)],
        output: Annotated[
            list[Path] | None, typer.Option("-o", "--output", help=text.report_output)
        ] = None,
        narrative: Annotated[Path | None, typer.Option(help=text.report_narrative)] = None,
        gaps: Annotated[Path | None, typer.Option(help=text.report_gaps)] = None,
        template: Annotated[Path | None, typer.Option(help=text.report_template)] = None,
        draft: Annotated[Path | None, typer.Option("--check", help=text.report_check)] = None,
        toc: Annotated[bool, typer.Option("--toc", help=text.report_toc)] = False,
        pictures: Annotated[bool, typer.Option("--pictures", help=text.report_pictures)] = False,
        charts: Annotated[Path | None, typer.Option(help=text.charts)] = None,
        form: Annotated[str, typer.Option(help=text.form)] = "",
        period: Annotated[str, typer.Option(help=text.period)] = "",
        units: Annotated[str, typer.Option(help=text.units)] = "",
        password_file: Annotated[str, typer.Option(help=text.password_file)] = "",
        previous: Annotated[str, typer.Option(help=text.previous)] = "",
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        jobs: Annotated[int | None, typer.Option(min=1, help=text.jobs)] = None,
        strict: Annotated[bool, typer.Option("--strict", help=text.strict)] = False,
        cache: Annotated[Path | None, typer.Option(help=text.cache)] = None,
        no_cache: Annotated[bool, typer.Option("--no-cache", help=text.no_cache)] = False,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli.commands import Shared  # noqa: PLC0415  (not for `--help`)
        from hcstats.cli.commands_of_reports import ReportOptions, make_report  # noqa: PLC0415  (not for `--help`)

        shared = Shared(
            tuple(paths), form, period, units, jobs, strict, language, previous, password_file
        )
        options = ReportOptions(
            tuple(output or ()), narrative, gaps, template, draft, toc, pictures, charts
        )
        shared = replace(shared, cache=cache_folder(cache, no_cache, language))
        return make_report(shared, options, format_)

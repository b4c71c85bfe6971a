"""The commands and their options, with help in the chosen language.

Annotations are not postponed in this module: typer evaluates them, and the help texts in them
are local.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hcstats import __version__
from hcstats.cli import (
    cache_command,
    compare_command,
    diff_command,
    forms_commands,
    report_command,
    template_command,
    trace_command,
)
from hcstats.cli.caching import cache_folder
from hcstats.cli.group import Commands
from hcstats.cli.options import Formats, Languages, Texts


def build_app(language: str) -> typer.Typer:
    """The command line program in one language (`zh` or `en`)."""
    text = Texts(language)
    app = typer.Typer(
        name="hcstats",
        cls=Commands,
        help=text.app,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # rich's help cuts Chinese lines off at the border
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    _add_version(app, text)
    _add_aggregate(app, text, language)
    _add_check(app, text, language)
    _add_status(app, text, language)
    _add_extract(app, text, language)
    report_command.add(app, text, language)
    diff_command.add(app, text, language)
    trace_command.add(app, text, language)
    compare_command.add(app, text, language)
    template_command.add(app, text, language)
    cache_command.add(app, text, language)
    app.add_typer(forms_commands.build(text, language), name="forms", help=text.forms)
    return app


def _show_version(value: bool) -> None:
    """Print the version and leave, if asked."""
    if value:
        typer.echo(f"hcstats {__version__}")
        raise typer.Exit


def _add_version(app: typer.Typer, text: Texts) -> None:
    @app.callback()
    def root(
        version: Annotated[
            bool,
            typer.Option("--version", help=text.version, callback=_show_version, is_eager=True),
        ] = False,
    ) -> None:
        pass


def _add_aggregate(app: typer.Typer, text: Texts, language: str) -> None:
    @app.command(help=text.aggregate, short_help=text.aggregate_short)
    def aggregate(
        paths: Annotated[
            list[str], typer.Argument(help=text.paths_or_addresses, show_default=False)
        ],
        output: Annotated[
            list[str] | None, typer.Option("-o", "--output", help=text.output)
        ] = None,
        charts: Annotated[Path | None, typer.Option(help=text.charts)] = None,
        breakdown: Annotated[
            bool | None,
            typer.Option("--breakdown/--no-breakdown", help=text.breakdown, show_default=False),
        ] = None,
        form: Annotated[str, typer.Option(help=text.form)] = "",
        period: Annotated[str, typer.Option(help=text.period)] = "",
        units: Annotated[str, typer.Option(help=text.units)] = "",
        password_file: Annotated[str, typer.Option(help=text.password_file)] = "",
        previous: Annotated[str, typer.Option(help=text.previous)] = "",
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.TABLE,
        jobs: Annotated[int | None, typer.Option(min=1, help=text.jobs)] = None,
        scheduler: Annotated[str, typer.Option(help=text.scheduler)] = "",
        strict: Annotated[bool, typer.Option("--strict", help=text.strict)] = False,
        cache: Annotated[Path | None, typer.Option(help=text.cache)] = None,
        no_cache: Annotated[bool, typer.Option("--no-cache", help=text.no_cache)] = False,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli import commands  # noqa: PLC0415  (not for `--help`)

        shared = commands.Shared(
            tuple(paths), form, period, units, jobs, strict, language, previous, password_file
        )
        shared = replace(shared, cache=cache_folder(cache, no_cache, language))
        outputs = tuple(output or ())
        from hcstats.cli import cluster_command  # noqa: PLC0415

        if cluster_command.wanted(shared, outputs, scheduler):
            return cluster_command.aggregate(shared, outputs, format_, charts, scheduler)
        return commands.aggregate(shared, tuple(map(Path, outputs)), format_, charts, breakdown)


def _add_check(app: typer.Typer, text: Texts, language: str) -> None:
    @app.command(help=text.check, short_help=text.check_short)
    def check(
        paths: Annotated[list[str], typer.Argument(help=text.paths, show_default=False)],
        explanations: Annotated[Path | None, typer.Option(help=text.explanations)] = None,
        returns: Annotated[Path | None, typer.Option(help=text.returns)] = None,
        deadline: Annotated[str, typer.Option(help=text.returns_deadline)] = "",
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
        from hcstats.cli import commands  # noqa: PLC0415  (not for `--help`)

        shared = commands.Shared(
            tuple(paths), form, period, units, jobs, strict, language, previous, password_file
        )
        wanted = commands.CheckOutputs(explanations, returns, deadline)
        shared = replace(shared, cache=cache_folder(cache, no_cache, language))
        return commands.check(shared, format_, wanted)


def _add_status(app: typer.Typer, text: Texts, language: str) -> None:
    @app.command(help=text.status, short_help=text.status_short)
    def status(
        paths: Annotated[list[str], typer.Argument(help=text.paths, show_default=False)],
        output: Annotated[
            list[Path] | None, typer.Option("-o", "--output", help=text.board_output)
        ] = None,
        deadline: Annotated[str, typer.Option(help=text.deadline)] = "",
        reminder: Annotated[str, typer.Option(help=text.reminder)] = "",
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
        from hcstats.cli import commands  # noqa: PLC0415  (not for `--help`)

        shared = commands.Shared(
            tuple(paths), form, period, units, jobs, strict, language, previous, password_file
        )
        shared = replace(shared, cache=cache_folder(cache, no_cache, language))
        return commands.status(shared, tuple(output or ()), deadline, reminder, format_)


def _add_extract(app: typer.Typer, text: Texts, language: str) -> None:
    @app.command(help=text.extract, short_help=text.extract_short)
    def extract(
        paths: Annotated[list[str], typer.Argument(help=text.paths, show_default=False)],
        output: Annotated[
            list[Path] | None, typer.Option("-o", "--output", help=text.extract_output)
        ] = None,
        form: Annotated[str, typer.Option(help=text.form)] = "",
        period: Annotated[str, typer.Option(help=text.period)] = "",
        units: Annotated[str, typer.Option(help=text.units)] = "",
        password_file: Annotated[str, typer.Option(help=text.password_file)] = "",
        format_: Annotated[Formats, typer.Option("--format", help=text.format)] = Formats.CSV,
        jobs: Annotated[int | None, typer.Option(min=1, help=text.jobs)] = None,
        strict: Annotated[bool, typer.Option("--strict", help=text.strict)] = False,
        cache: Annotated[Path | None, typer.Option(help=text.cache)] = None,
        no_cache: Annotated[bool, typer.Option("--no-cache", help=text.no_cache)] = False,
        lang: Annotated[Languages | None, typer.Option(help=text.lang)] = None,  # noqa: ARG001
    ) -> int:
        from hcstats.cli import commands  # noqa: PLC0415  (not for `--help`)

        shared = commands.Shared(
            tuple(paths), form, period, units, jobs, strict, language, password_file=password_file
        )
        shared = replace(shared, cache=cache_folder(cache, no_cache, language))
        return commands.extract(shared, tuple(output or ()), format_)

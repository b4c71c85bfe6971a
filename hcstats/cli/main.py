"""The entry point: language first, then the commands; every failure ends in one clear line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from hcstats.messages import choose_language, render
from hcstats.model import HcstatsError, say

CLEAN, FAULTY, FAILED = 0, 1, 2
"""Exit status: clean; the data have errors; the program could not run."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with 0, 1 or 2."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(arguments))


def run(arguments: Sequence[str]) -> int:
    """The exit status of one command; what went wrong is told on standard error."""
    language = choose_language(arguments)
    _utf8_streams()
    from hcstats.cli.app import build_app  # noqa: PLC0415  (needs the language first)

    try:
        return _status(build_app(language)(args=list(arguments), standalone_mode=False))
    except HcstatsError as error:
        _complain(render(error.message, language), language)
    except KeyboardInterrupt:
        _complain(render(say("Interrupted; nothing was written."), language), language)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone: no fault, and nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except Exception as error:
        return _of_typer(error, language)
    return FAILED


def _status(result: object) -> int:
    return result if isinstance(result, int) else CLEAN


def _of_typer(error: Exception, language: str) -> int:
    """Usage errors and exits of the command line parser; anything else is a defect of ours."""
    show = getattr(error, "show", None)
    if callable(show):
        show()
        return FAILED
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        return code
    message = say(
        "Internal error ({kind}: {reason}). This is a fault of hcstats, not of your files; "
        "please report it with the command that you gave.",
        kind=type(error).__name__,
        reason=error,
    )
    _complain(render(message, language), language)
    if os.environ.get("HCSTATS_DEBUG"):
        raise error
    return FAILED


def _complain(text: str, language: str) -> None:
    from hcstats.writers.shown import clean  # noqa: PLC0415  (only when something is wrong)

    lead = render(say("cannot go on"), language)
    sys.stderr.write(f"hcstats: {lead}: {clean(text)}\n")


def _utf8_streams() -> None:
    """Chinese must come out whole also where the console's encoding cannot say it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = (stream.encoding or "").lower().replace("-", "")
            if encoding in ("utf8", "gb18030", "gbk", "cp936"):
                reconfigure(errors="replace")
            else:
                reconfigure(encoding="utf-8", errors="replace")

"""The entry point: language first, then the commands; every failure ends in one clear line."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from hcstats.messages import choose_language, render
from hcstats.model import HcstatsError, Message, say
from hcstats.saving import Ended, discard_all, end_tidily, reason, renamed

CLEAN, FAULTY, FAILED = 0, 1, 2
"""Exit status: clean; the data have errors; the program could not run."""
_INTERRUPTED = 130
_OF_STREAMS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with 0, 1 or 2, or 130 for Ctrl-C."""
    status = _INTERRUPTED
    with contextlib.suppress(KeyboardInterrupt):
        status = _ran(list(sys.argv[1:] if arguments is None else arguments))
    # All is said; Ctrl-C while the interpreter shuts down would only show a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(status)


def _pass_over(_: object) -> None:
    """What fails while an object is cleared away is nothing that a user could act upon."""


def _ran(arguments: Sequence[str]) -> int:
    """The exit status of a run that leaves no temporary file, however it ends."""
    end_tidily()
    if not os.environ.get("HCSTATS_DEBUG"):
        # A file that a library could not finish is told of once; its clearing away is not.
        sys.unraisablehook = _pass_over
    try:
        return run(arguments)
    except Ended as ended:
        return ended.status
    finally:
        discard_all()


def run(arguments: Sequence[str]) -> int:
    """The exit status of one command; what went wrong is told on standard error."""
    language = choose_language(arguments)
    # Threads of linear algebra would wait for work that there is none of, and hinder a fork.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Forms have no use for plugins of pydantic, which all installed packages are searched for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _utf8_streams()
    from hcstats.cli.app import build_app  # noqa: PLC0415  (needs the language first)
    from hcstats.cli.group import Refused  # noqa: PLC0415

    try:
        status = _status(build_app(language)(args=list(arguments), standalone_mode=False))
        sys.stdout.flush()
    except HcstatsError as error:
        _complain(error.message, language)
    except (KeyboardInterrupt, Ended) as asked:
        _complain(_interrupted(), language)
        return asked.status if isinstance(asked, Ended) else _INTERRUPTED
    except OSError as error:
        return _of_system(error, language)
    except Refused as refused:
        return _of_system(refused.error, language)
    except SystemExit:
        return _closed()  # so typer ends where the help cannot be printed to the end
    except Exception as error:
        return _of_typer(error, language)
    else:
        return status
    return FAILED


def _status(result: object) -> int:
    return result if isinstance(result, int) else CLEAN


def _interrupted() -> Message:
    if renamed():
        return say("Interrupted; these files are written: {files}.", files=renamed())
    return say("Interrupted; nothing was written.")


def _of_system(error: OSError, language: str) -> int:
    """What the system refused: to take the output, or something that nobody foresaw."""
    if isinstance(error, BrokenPipeError):
        return _closed()
    # Files are written and read where their names are known; a stream has none.
    if error.filename is None and error.errno in _OF_STREAMS:
        _drop_output()
        _complain(_not_printed(error), language)
        return FAILED
    return _of_typer(error, language)


def _not_printed(error: OSError) -> Message:
    if renamed():
        return say(
            "The result cannot be printed to the end ({reason}). These files are written: {files}.",
            reason=reason(error),
            files=renamed(),
        )
    return say("The result cannot be printed to the end ({reason}).", reason=reason(error))


def _closed() -> int:
    """The reader of a pipe (head, less) has gone: no fault, and nobody left to tell."""
    _drop_output()
    return CLEAN


def _drop_output() -> None:
    """What is still to be printed goes nowhere, also when the interpreter ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    _complain(message, language)
    if os.environ.get("HCSTATS_DEBUG"):
        raise error
    return FAILED


def _complain(message: Message, language: str) -> None:
    from hcstats.writers.shown import clean  # noqa: PLC0415  (only when something is wrong)

    lead = render(say("cannot go on"), language)
    with contextlib.suppress(OSError):
        sys.stderr.write(f"hcstats: {lead}: {clean(render(message, language))}\n")
        sys.stderr.flush()


def _utf8_streams() -> None:
    """Chinese must come out whole also where the console's encoding cannot say it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # started with the stream closed: nobody listens
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = (stream.encoding or "").lower().replace("-", "")
            if encoding in ("utf8", "gb18030", "gbk", "cp936"):
                reconfigure(errors="replace")
            else:
                reconfigure(encoding="utf-8", errors="replace")

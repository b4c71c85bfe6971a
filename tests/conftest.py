"""What all tests share: an option to accept new golden outputs, and the command line run."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hcstats.readers import stable

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"

# No test meets what another one, or the user, has kept of files.
_CACHE = tempfile.mkdtemp(prefix="hcstats-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE
atexit.register(shutil.rmtree, _CACHE, ignore_errors=True)

# Whoever starts the tests in the background (nohup, a shell's &) has these signals ignored, and every
# program that a test starts and asks to end would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
for _name in ("SIGHUP", "SIGTERM"):
    if hasattr(signal, _name) and signal.getsignal(getattr(signal, _name)) is signal.SIG_IGN:
        signal.signal(getattr(signal, _name), signal.SIG_DFL)

# Files that tests write are whole at once; test_stable.py has those that are not.
stable.QUIET = 0.0

settings.register_profile(
    "hcstats",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    print_blob=True,
)
settings.load_profile("hcstats")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="accept new golden outputs")


class Golden:
    """Compares a text with the accepted one."""

    def __init__(self, accept: bool) -> None:
        self._accept = accept

    def check(self, name: str, text: str) -> None:
        path = GOLDEN / name
        if self._accept:
            path.write_text(text, encoding="utf-8")
        wanted = path.read_text(encoding="utf-8") if path.exists() else ""
        assert text == wanted, (
            f"{path} differs; if the new output is right, accept it with: pytest -n0 --accept"
        )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(bool(request.config.getoption("--accept")))


def hcstats(
    *arguments: str | Path, lang: str = "en", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command line program run as a user would, from the project's folder, for the first time."""
    own = {"HCSTATS_LANG": lang, "PYTHONUTF8": "1", "COLUMNS": "80"}
    with tempfile.TemporaryDirectory(dir=_CACHE) as cache:
        return subprocess.run(
            [sys.executable, "-m", "hcstats", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "XDG_CACHE_HOME": cache, **own, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

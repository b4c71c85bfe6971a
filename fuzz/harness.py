"""One target under atheris: `python -m fuzz.harness TARGET CORPUS… [-runs=N …]` (libFuzzer's)."""

from __future__ import annotations

import sys

import atheris


def main() -> None:
    """Run until libFuzzer's options say enough, or an input breaks a promise."""
    name = sys.argv[1]
    with atheris.instrument_imports(include=["hcstats.readers", "hcstats.layout"]):
        from fuzz.targets import TARGETS  # noqa: PLC0415  (instrumented while it is imported)
    atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()

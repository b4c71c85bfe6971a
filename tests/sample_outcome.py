"""Outcomes to write in tests: the samples, run once a process."""

from __future__ import annotations

from functools import lru_cache

from hcstats.forms.definition import Form
from hcstats.forms.load import load_form
from hcstats.model import Outcome
from hcstats.pipeline import Request, run
from tests.conftest import ROOT


@lru_cache(maxsize=4)
def outcome_of(name: str) -> tuple[Outcome, Form]:
    """The outcome of a sample folder, and its form."""
    outcome = run(Request((str(ROOT / "samples" / name),), jobs=1, command=f"hcstats {name}"))
    return outcome, load_form(outcome.form)

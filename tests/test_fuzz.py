"""The kept corpus of the fuzzer, replayed; and what it has found, each a test of its own."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from fuzz import __main__ as short_run
from fuzz.seeds import CORPUS, seeds
from fuzz.targets import TARGETS
from hcstats.model import Cell, CellKind
from hcstats.readers import read_workbook
from hcstats.readers.json import read_json


@pytest.mark.parametrize("target", list(TARGETS))
def test_no_input_of_the_kept_corpus_breaks_a_promise(target: str) -> None:
    inputs = sorted((CORPUS / target).iterdir())
    assert len(inputs) >= 3
    for path in inputs:
        TARGETS[target](path.read_bytes())
    TARGETS[target](b"")


def test_every_target_has_its_seeds_and_its_share_of_the_short_run() -> None:
    assert set(seeds()) == set(TARGETS) == set(short_run.RUNS)
    for target, inputs in seeds().items():
        for name, data in inputs.items():
            assert (CORPUS / target / f"seed-{name}").read_bytes() == data


def test_a_broken_promise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(_: bytes) -> object:
        raise KeyError("千亿")

    monkeypatch.setattr("fuzz.targets.read_csv", careless)
    with pytest.raises(KeyError):
        TARGETS["csv"](b"1,2")


@pytest.mark.parametrize("number", ["1e39999999999999999999", "0e999999999", "-1E-999999"])
def test_a_number_that_fills_the_memory_is_refused_unread(number: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{"totals": [{{"value": {number}}}]}}', encoding="utf-8")
    reading = read_workbook(path, "a.json")
    assert [one.rule for one in reading.problems] == ["file.unreadable"]
    assert dict(reading.problems[0].message.params)["text"] == number


def test_a_value_without_a_name_is_kept_and_a_blank_one_is_no_cell() -> None:
    (alone,) = read_json(json.dumps({" ": 12, "a": "\n", "b": 1.5}).encode())
    assert alone.cells == {
        (1, 1): Cell("—"), (1, 2): Cell("12", CellKind.NUMBER, 12), (2, 1): Cell("a"),
        (3, 1): Cell("b"), (3, 2): Cell("1.5", CellKind.NUMBER, Decimal("1.5")),
    }  # fmt: skip
    (listed,) = read_json(b'[{"": 7}]')
    assert listed.cells[2, 1].value == 7
    assert listed.cells[1, 1].text == "—"

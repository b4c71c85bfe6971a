"""Runs in batches on this machine: the outcome of the serial run, from sums and heads alone."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcstats.cluster import engine, selecting
from hcstats.cluster import run as batches
from hcstats.cluster.dataset import write
from hcstats.cluster.engine import Here, Local
from hcstats.cluster.folder import SEAL
from hcstats.cluster.records import Source, Target
from hcstats.cluster.whole import run_whole
from hcstats.columns import columns
from hcstats.model import Figure, HcstatsError, Number, Outcome, Status, Submission
from hcstats.pipeline import Request, run, run_with_last
from hcstats.readers.folders import arranged
from hcstats.readers.inputs import find_inputs
from hcstats.submissions import Taken
from hcstats.sums import Sum, Sums
from hcstats.units import Register
from samples.drawing.save import save
from tests.batches import book_of, covering, differing, make_collection, rows_of
from tests.conftest import ROOT, hcstats


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_collection(tmp_path_factory.mktemp("batches") / "collection")


@pytest.fixture(scope="module")
def serial(collection: Path) -> Outcome:
    return run(Request((str(collection),)))


def in_batches(request: Request, size: int = 3, dataset: Path | str = "", jobs: int = 0) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "BATCH", size)
        return batches.run(request, Local(jobs) if jobs else Here(), str(dataset))


@pytest.mark.parametrize("size", [1, 4, 100])
def test_batches_of_any_size_have_the_outcome_of_the_serial_run(
    collection: Path, serial: Outcome, size: int
) -> None:
    told = {one.rule for one in serial.problems}
    assert {"A2.twice", "A2.covered", "A2.edition", "A2.period", "A2.copy", "A3", "A5"} <= told
    assert differing(serial, in_batches(Request((str(collection),)), size)) == []


@pytest.mark.parametrize("sample", ["hechi-2018", "national-2021"])
@pytest.mark.parametrize(
    "changes", [{}, {"strict": True}, {"period": "2017"}, {"form": "national/2019"}]
)
def test_options_mean_the_same_in_batches(sample: str, changes: dict[str, Any]) -> None:
    request = replace(Request((str(ROOT / "samples" / sample),)), **changes)
    assert differing(run(request), in_batches(request, 5)) == []


def test_other_processes_have_the_same_outcome(collection: Path, serial: Outcome) -> None:
    assert differing(serial, in_batches(Request((str(collection),)), jobs=2)) == []


def test_the_year_before_and_single_figures_come_back_from_other_processes(
    collection: Path, serial: Outcome, tmp_path: Path
) -> None:
    samples = ROOT / "samples"
    request = Request(
        (str(samples / "national-2021"),), previous=str(samples / "national-2021-last-year")
    )
    figures = tmp_path / "figures"
    outcome, last = run_whole(request, Local(2), str(figures))
    wanted, before = run_with_last(request)
    assert last is not None
    assert before is not None
    assert differing(wanted, outcome) == []
    assert differing(before, last) == []
    assert tuple(outcome.by_unit) == tuple(wanted.by_unit)
    assert same_rows(dataset_of(figures, outcome), wanted)
    whole, _ = run_whole(Request((str(collection),)), Here(), str(figures))
    assert tuple(whole.figures) == tuple(serial.figures)
    assert same_rows(dataset_of(figures, whole), serial)


def test_one_file_alone_makes_a_dataset_too(collection: Path, tmp_path: Path) -> None:
    request = Request((str(collection / "甲县" / "教育局2024.xlsx"),))
    outcome, _ = run_whole(request, Here(), str(tmp_path / "figures"))
    assert same_rows(dataset_of(tmp_path / "figures", outcome), run(request))
    slim = in_batches(request, 1, tmp_path / "others")
    assert differing(outcome, slim) == []
    assert same_rows(dataset_of(tmp_path / "others", slim), run(request))


def test_the_order_in_which_paths_are_given_decides_which_of_two_files_counts(
    collection: Path,
) -> None:
    paths = tuple(str(collection / name) for name in ("后补", "市直", "甲县", "乙县"))
    outcome = in_batches(Request(paths), 2)
    assert differing(run(Request(paths)), outcome) == []
    assert any("后补" in one.files[0] for one in outcome.coverage.duplicates)


def test_an_export_among_submissions_is_left_out_and_alone_it_is_read(
    collection: Path, tmp_path: Path
) -> None:
    shutil.copytree(collection / "市直", tmp_path / "all")
    hcstats("extract", collection / "甲县", "-o", tmp_path / "all" / "figures.csv")
    hcstats("aggregate", collection, "-o", tmp_path / "alone.xlsx")
    for path in ("all", "all/figures.csv", "alone.xlsx"):
        request = Request((str(tmp_path / path),))
        assert differing(run(request), in_batches(request, 2)) == [], path
    told = in_batches(Request((str(tmp_path / "all"),)), 2).problems
    assert "export.skipped" in {one.rule for one in told}


def test_a_file_that_changes_before_it_is_asked_again_ends_the_run(
    collection: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(collection, tmp_path / "changing")

    def selected(*arguments: Any) -> Any:
        save(book_of("甲县教育局", 40), folder / "甲县" / "教育局2024.xlsx")
        return selecting.selected(*arguments)

    monkeypatch.setattr(batches, "selected", selected)
    with pytest.raises(HcstatsError, match="changed"):
        in_batches(Request((str(folder),)))


def test_a_superior_whose_parts_fit_is_passed_from_sums_alone(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(
        "code,name,aliases,level,parent,valid_from,valid_to\n1,某市,,city,,,\n"
        "1-1,甲县,,county,1,,\n1-1-1,甲县乙局,,department,1-1,,\n",
        encoding="utf-8",
    )
    save(covering(book_of("甲县", 3)), tmp_path / "甲县2024.xlsx")
    save(book_of("甲县乙局", 3), tmp_path / "乙局2024.xlsx")
    request = Request((str(tmp_path),))
    outcome = in_batches(request, 1)
    assert outcome.by_rule["A3"].passed > 50
    assert differing(run(request), outcome) == []


def dataset_of(folder: Path | str, outcome: Outcome) -> pd.DataFrame:
    """The rows of a data set, once its totals are those of the outcome."""
    frame = pd.read_parquet(folder)
    counted = frame[frame["counted"]]
    sums = counted.groupby("key")["value"].apply(lambda values: sum(values.dropna(), Decimal(0)))
    reported = Counter(counted[counted["status"] == "reported"]["key"])
    for total in outcome.totals:
        assert reported[total.key] == total.units
        if total.amount.value is not None:
            assert sums[total.key] == total.amount.value, total.key
    return frame


def rows_in(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    names = [*frame.columns[: list(frame.columns).index("text") + 1]]
    rows = frame[names].astype(object).itertuples(index=False, name=None)
    found = (tuple(None if pd.isna(value) else value for value in row) for row in rows)
    return sorted((tuple(_plain(value) for value in row) for row in found), key=repr)


def _plain(value: object) -> object:
    return value.normalize() + 0 if isinstance(value, Decimal) else value


def same_rows(frame: pd.DataFrame, serial: Outcome) -> bool:
    wanted = sorted((tuple(map(_plain, row)) for row in rows_of(serial)), key=repr)
    return rows_in(frame) == wanted


def test_a_dataset_has_every_row_of_extract_and_its_counted_rows_make_the_totals(
    collection: Path, serial: Outcome, tmp_path: Path
) -> None:
    outcome = in_batches(Request((str(collection),)), 3, tmp_path / "figures")
    frame = dataset_of(tmp_path / "figures", outcome)
    assert same_rows(frame, serial)
    assert set(frame["region"].astype(str)) >= {"901", "902", "9"}
    assert set(frame["year"].astype(str)) == {"2019", "2023", "2024"}
    seal = json.loads((tmp_path / "figures" / SEAL).read_text(encoding="utf-8"))
    assert seal["rows"] == len(frame)
    assert [one.name for one in tmp_path.iterdir()] == ["figures"]


def test_duckdb_reads_a_dataset_by_its_partitions(collection: Path, tmp_path: Path) -> None:
    import duckdb  # noqa: PLC0415

    outcome = in_batches(Request((str(collection),)), 3, tmp_path / "figures")
    parts = f"{tmp_path}/figures/*/*/*.parquet"
    query = (
        "select key, sum(value) from read_parquet($parts, hive_partitioning=true) "
        "where year = 2024 and counted group by key"
    )
    found = duckdb.execute(query, {"parts": parts}).fetchall()
    wanted = {one.key: one.amount.value for one in outcome.totals if one.amount.value is not None}
    assert {key: value for key, value in found if key in wanted} == wanted


def test_the_command_writes_a_dataset_over_an_older_one_but_over_nothing_else(
    collection: Path, tmp_path: Path
) -> None:
    figures = f"{tmp_path}/figures/"
    in_batches(Request((str(collection / "乙县"),)), 3, figures)
    done = hcstats("aggregate", collection, "-o", figures, "--format", "json")
    assert done.returncode == 1, done.stderr
    assert len(pd.read_parquet(figures)) > 2000
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "thesis.txt").write_text("mine", encoding="utf-8")
    done = hcstats("aggregate", collection, "-o", f"{kept}/")
    assert (done.returncode, [one.name for one in kept.iterdir()]) == (2, ["thesis.txt"])
    assert "is no data set" in done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["figures", "kept"]


def test_figures_of_no_year_lie_with_the_year_that_they_count_for(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    save(book_of("甲局", 3), tmp_path / "in" / "甲局2024.xlsx")
    (tmp_path / "in" / "乙局.csv").write_text(
        "单位名称,行政许可,行政处罚,行政强制\n乙局,12,3,1\n", encoding="utf-8"
    )
    outcome = in_batches(Request((str(tmp_path / "in"),)), 1, tmp_path / "figures")
    frame = dataset_of(tmp_path / "figures", outcome)
    assert outcome.period == "2024"
    assert {name.name for name in (tmp_path / "figures").glob("*=*")} == {"year=2024"}
    assert set(frame[frame["period"] == ""]["unit"]) == {"乙局"}


def test_a_number_too_long_for_a_column_is_named_with_its_cell(tmp_path: Path) -> None:
    long = replace(_figure(Decimal("0.12345678901")), file="乙局.csv", cell="D2")
    one = Submission("乙局.csv", "national/2019", "2020", "", "乙局", (_figure(1), long))
    taken = Taken("乙局.csv", "", (one,), (True,), ())
    target = Target(str(tmp_path / "figures"))
    with pytest.raises(HcstatsError) as raised:
        write(target, [Source(0, "乙局.csv", "乙局.csv", True)], [taken], Register.empty())
    assert "乙局.csv[!D2]" in str(dict(raised.value.message.params)["place"])


def test_addresses_give_what_paths_give(collection: Path, serial: Outcome) -> None:
    system = fsspec.filesystem("memory")
    system.put(f"{collection}/", "/all/", recursive=True)
    try:
        outcome = in_batches(Request(("memory://all",)), 4, "memory://out/figures")
        names = [name.replace(f"{collection}/", "memory:///all/") for name, _ in serial.run.inputs]
        assert [name for name, _ in outcome.run.inputs] == names
        assert [digest for _, digest in outcome.run.inputs] == [d for _, d in serial.run.inputs]
        assert outcome.totals == serial.totals
        assert outcome.by_rule == serial.by_rule
        told, wanted = (Counter(p.rule for p in one.problems) for one in (outcome, serial))
        assert told == wanted
        assert [one.rpartition("/")[2] for one in system.ls("/out", detail=False)] == ["figures"]
        system.get("/out/figures/", str(collection.parent / "got"), recursive=True)
        dataset_of(collection.parent / "got", outcome)
        one = in_batches(Request(("memory://all/甲县/*.csv",)))
        assert len(one.run.inputs) == 1
        with pytest.raises(HcstatsError):
            in_batches(Request(("memory://nowhere",)))
        with pytest.raises(HcstatsError):
            in_batches(Request(("nonsense://all",)))
    finally:
        system.rm("/", recursive=True)


def test_storage_gives_files_in_the_order_of_folders(tmp_path: Path) -> None:
    names = (
        "2/b.csv",
        "10/a.csv",
        "b10.csv",
        "b2.csv",
        "~$b2.csv",
        ".x/a.csv",
        "a.html",
        "a_files/i.png",
        "a_files/b.xls",
    )
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    files, _ = find_inputs((str(tmp_path),))
    below = [file.path.relative_to(tmp_path).as_posix() for file in files]
    every = [one.relative_to(tmp_path) for one in tmp_path.rglob("*") if one.is_file()]
    assert [one.as_posix() for one in arranged(map(PurePosixPath, every))] == below


VALUES = st.one_of(st.integers(-(10**30), 10**30), st.decimals(-(10**9), 10**9, places=6))


def _figure(value: Number | None) -> Figure:
    status = Status.BLANK if value is None else Status.REPORTED
    return Figure("f", "e", "", "u", "2024", "k", value, status, False, "", "", "", "")


@given(st.lists(st.one_of(st.none(), VALUES), max_size=20), st.data())
def test_sums_put_together_and_taken_apart_are_exact(
    values: list[Number | None], data: Any
) -> None:
    cut = data.draw(st.integers(0, len(values)))
    all_, part = Sums(), Sums()
    for value in values:
        all_.count(("a",), [columns([_figure(value)])])
    for value in values[:cut]:
        part.count(("a",), [columns([_figure(value)])])
    all_.add(("a",), part.tables.get(("a",), {}), -1)
    left = [value for value in values[cut:] if value is not None]
    found = all_.of(("a",)).get("k", Sum())
    assert found.reported == len(left)
    assert Fraction(found.value) == sum(map(Fraction, left))

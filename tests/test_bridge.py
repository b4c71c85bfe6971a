"""What of two editions can be compared: every figure of both is told, in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from hcstats.forms.bridge import Apart, Pair, bridge
from hcstats.forms.load import load_file, load_form
from hcstats.model import HcstatsError
from tests.conftest import ROOT, hcstats

FORMS = ROOT / "hcstats" / "forms"
NEIGHBOURS = [
    ("national/2014", "hechi/2018"),
    ("national/2014", "national/2019"),
    ("hechi/2018", "national/2019"),
    ("national/2019", "national/2021"),
]
FURTHER = [("national/2014", "national/2021"), ("hechi/2018", "national/2021")]


@pytest.mark.parametrize(("old", "new"), [*NEIGHBOURS, *FURTHER])
def test_each_figure_of_both_editions_is_mapped_or_said_to_be_apart(old: str, new: str) -> None:
    older, newer = load_form(old), load_form(new)
    found = bridge(older, newer, load_form)
    entries: list[Pair | Apart] = [*found.pairs, *found.apart]
    assert sorted(key for one in entries for key in one.keys) == sorted(newer.items)
    assert sorted(key for one in entries for key in one.was) == sorted(older.items)
    for apart in found.apart:
        assert apart.reason
        assert apart.note.template


def test_every_edition_but_the_oldest_says_what_was_before_it() -> None:
    told = {(one.edition, form) for form in ("hechi/2018", "national/2019", "national/2021")
            for one in load_form(form).earlier}  # fmt: skip
    assert told == set(NEIGHBOURS)


@pytest.mark.parametrize(("old", "new"), [*NEIGHBOURS, *FURTHER])
def test_what_is_comparable_is_of_one_kind_and_measure(old: str, new: str) -> None:
    older, newer = load_form(old), load_form(new)
    for pair in bridge(older, newer, load_form).pairs:
        items = [newer.items[key] for key in pair.keys] + [older.items[key] for key in pair.was]
        assert len({item.kind for item in items}) == 1
        measures = {item.unit for item in items}
        # The Hechi list says 条 for requests; the entry tells why it is the same.
        assert len(measures) == 1 or (measures == {"条", "件"} and pair.notes), pair


def test_a_concept_keeps_its_name_where_the_label_was_kept() -> None:
    found = bridge(load_form("national/2019"), load_form("national/2021"), load_form)
    same = {pair.keys for pair in found.pairs if pair.keys == pair.was}
    assert ("requests.carried_in.total",) in same
    assert ("review_litigation.review.pending",) in same


def test_a_line_that_was_split_is_compared_as_a_sum() -> None:
    found = bridge(load_form("national/2019"), load_form("national/2021"), load_form)
    sums = {pair.was: pair.keys for pair in found.pairs if len(pair.keys) > 1}
    assert sums["requests.other_handling.total",] == (
        "requests.other_no_correction.total",
        "requests.other_fee_unpaid.total",
        "requests.other_misc.total",
    )
    assert len(sums) == 7


def changed(folder: Path, old: str, new: str) -> Path:
    text = (FORMS / "national" / "2021.toml").read_text("utf-8")
    assert text.count(old) >= 1
    path = folder / "2021.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('keys = ["art20_5.licensing"]', 'keys = ["art20_5.licence"]', "art20_5.licence"),
        ('was = ["art20_6.penalty.decisions"]', 'was = ["art20_6.fine"]', "art20_6.fine"),
        ('keys = ["review_litigation.*"]', 'keys = ["review_litigation.review.*"]',
         "review_litigation.litigation_direct.upheld"),
        ('keys = ["review_litigation.*"]', 'keys = ["review_litigation.*", "art20_6.*"]',
         "art20_6"),
        ('edition = "national/2019"', 'edition = "national/2009"', "national/2009"),
        ('label = "（六）其他处理"\ngloss = "other handling"', 'gloss = "x"', "label"),
        ('reason = "unit"', 'reason = "moon"', "reason"),
        ('note_zh = "2019 年版没有本年废止件数。"\n', "", "note_zh"),
    ],
)  # fmt: skip
def test_a_fault_names_file_and_key(tmp_path: Path, old: str, new: str, word: str) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(HcstatsError) as caught:
        load_file(path)
    shown = str(caught.value.message.params)
    assert "2021.toml" in shown
    assert word in shown or word in str(caught.value.message.template)


def test_editions_of_which_nothing_is_told_cannot_be_compared() -> None:
    done = hcstats("forms", "diff", "national/2021", "national/2019")
    assert done.returncode == 2
    assert "[[earlier]]" in done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_forms_diff_prints_the_mapping(lang: str) -> None:
    done = hcstats("forms", "diff", "national/2019", "national/2021", lang=lang)
    assert done.returncode == 0
    assert "requests.other_handling.*" in "".join(done.stdout.split())
    listed = hcstats("forms", "diff", "national/2019", "national/2021", "--format", "csv")
    for key in ("requests.new_received.natural_person", "art20_5.licensing.items_last_year"):
        assert key in listed.stdout

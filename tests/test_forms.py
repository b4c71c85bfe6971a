"""Forms: the definitions say what the official forms say, and a faulty one is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hcstats.forms.grammar import names, parse
from hcstats.forms.load import all_forms, form_ids, load_file, load_form
from hcstats.forms.show import form_tables, forms_table
from hcstats.messages import render
from hcstats.model import HcstatsError, Kind

DATA = Path(__file__).parent / "data"
OFFICIAL: dict[str, Any] = json.loads((DATA / "official-forms.json").read_text(encoding="utf-8"))
SEED: list[dict[str, Any]] = json.loads((DATA / "seed-figures.json").read_text(encoding="utf-8"))


def test_the_four_editions_are_known() -> None:
    assert form_ids() == ("hechi/2018", "national/2014", "national/2019", "national/2021")


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_the_national_forms_hold_the_official_labels_character_for_character(edition: str) -> None:
    form, official = load_form(f"national/{edition}"), OFFICIAL[f"g{edition}"]
    assert [table.code for table in form.tables] == list(official["tables"])
    for table in form.tables:
        printed = official["tables"][table.code]
        assert [(c.code, c.label) for c in table.columns] == [(c[0], c[1]) for c in printed["cols"]]
        rows = printed.get("rows") or printed["blocks"]
        wanted = [(r["code"], r["label"]) if isinstance(r, dict) else (r[0], r[1]) for r in rows]
        assert [(row.code, row.label) for row in table.rows] == wanted
        if isinstance(rows[0], dict):
            heads = [(row.section, row.group) for row in table.rows]
            assert heads == [(row["section"], row["group"]) for row in rows]


def test_the_2014_form_holds_the_official_list() -> None:
    rows = load_form("national/2014").tables[0].rows
    official = OFFICIAL["g2014"]["rows"]
    assert [(row.code, row.label, row.level) for row in rows] == [
        (row["code"], row["label"], row["level"]) for row in official
    ]
    assert {row.code for row in rows if row.heading} == {
        row["code"] for row in official if row["code"].startswith("h_")
    }


def test_the_hechi_form_holds_all_statistics_of_the_report_but_the_two_rates() -> None:
    form = load_form("hechi/2018")
    items = [one for one in SEED if not one["code"].endswith("_rate")]
    assert len(items) == 48
    assert [(i.key, i.row.label, i.unit) for i in form.printed] == [
        (f"{one['table']}.{one['code']}", one["label"], one["unit"]) for one in items
    ]
    assert {indicator.id for indicator in form.indicators} >= {
        "requests.completion_rate",
        "requests.reply_rate",
    }
    assert not form.items["platform.assessment_indicators"].additive


def test_every_entry_has_a_gloss_a_unit_and_messages_in_both_languages() -> None:
    for form in all_forms():
        for table in form.tables:
            assert table.gloss
            assert all(row.gloss for row in table.rows)
            assert all(column.gloss for column in table.columns)
        assert all(item.unit for item in form.items.values())
        for rule in form.rules:
            assert all((rule.message_zh, rule.message_en, rule.reason_zh, rule.reason_en))


def test_every_rule_of_the_reference_is_there() -> None:
    ids = {form.id: {rule.id for rule in form.rules} for form in all_forms()}
    all_ = {"A1", "A6", "A8"}
    both = all_ | {f"C{n}" for n in range(1, 7)} | {"D1", "D2", "D3", "F10", "F11"}
    assert ids["national/2014"] == all_ | {f"B{n}" for n in range(1, 11)}
    assert ids["national/2019"] == both | {"F1", "F2", "F3", "F4", "F5", "F6", "F7"}
    assert ids["national/2021"] == both | {"F8", "F9"}
    assert all_ | {"B5", "B7"} <= ids["hechi/2018"]


def _named(form_id: str, rule: str) -> list[set[str]]:
    """The last part of each name in each rule of that id."""
    found = [one for one in load_form(form_id).rules if one.id == rule]
    return [{name.rpartition(".")[2] for name in names(parse(one.expression))} for one in found]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_totals_are_of_all_that_the_official_table_prints(edition: str) -> None:
    tables = OFFICIAL[f"g{edition}"]["tables"]
    requests = tables["requests"]
    results = {row["code"] for row in requests["rows"] if row["section"].startswith("三")}
    assert _named(f"national/{edition}", "C1") == [{column[0] for column in requests["cols"]}]
    assert _named(f"national/{edition}", "C2") == [results]
    assert _named(f"national/{edition}", "C3") == [
        {"new_received", "carried_in", "processed_total", "carried_out"}
    ]
    assert results in _named(f"national/{edition}", "C6")
    assert _named(f"national/{edition}", "D1") == [
        {column[0] for column in tables["review_litigation"]["cols"]}
    ]


@pytest.mark.parametrize(
    ("rule", "starts"),
    [
        ("B1", [("requests_received", "requests_in_person", "requests_fax", "requests_online", "requests_letter")]),
        ("B2", [("requests_closed",)]),
        ("B3", [("replies_total", "reply_")]),
        ("B4", [("reply_denied", "denied_")]),
        ("B5", [("review_",), ("litigation_",)]),
        ("B6", [("staff_",)]),
        ("B8", [("active_total", "channel_"), ("active_total", "channel_")]),
    ],
)  # fmt: skip
def test_totals_of_the_2014_list_are_of_all_rows_below_them(
    rule: str, starts: list[tuple[str, ...]]
) -> None:
    codes = [row["code"] for row in OFFICIAL["g2014"]["rows"]]
    wanted = [{code for code in codes if code.startswith(start)} for start in starts]
    assert _named("national/2014", rule) == wanted


@pytest.mark.parametrize("form_id", form_ids())
def test_every_part_has_a_rule_that_it_is_not_more_than_its_whole(form_id: str) -> None:
    form = load_form(form_id)
    expressions = {rule.expression for rule in form.rules if rule.id == "B7"}
    parts = [(t.code, row.code, row.part_of) for t in form.tables for row in t.rows if row.part_of]
    assert {f"{table}.{part} <= {table}.{whole}" for table, part, whole in parts} <= expressions


def test_indicators_and_shares_are_data() -> None:
    for form in all_forms():
        assert "requests.completion_rate" in {one.id for one in form.indicators}
        assert form.shares
        assert all(len({s.of(part) for part in s.parts}) == len(s.parts) for s in form.shares)


def test_kinds_of_numbers() -> None:
    form = load_form("national/2019")
    assert form.items["art20_5.licensing.items_change"].kind is Kind.CHANGE
    assert form.items["art20_9.central_procurement.amount"].kind is Kind.AMOUNT
    assert form.items["requests.granted.total"].kind is Kind.COUNT


FORM = """
id = "own/1"
title = "表"
gloss = "table"
basis = ""
first_year = 2020

[[tables]]
code = "t"
label = "表"
gloss = "table"
layout = "list"
[[tables.columns]]
code = "value"
label = "数"
gloss = "count"
[[tables.rows]]
code = "a"
label = "甲"
gloss = "a"
unit = "件"
[[tables.rows]]
code = "b"
label = "乙"
gloss = "b"
unit = "件"
"""
RULE = """
[[rules]]
id = "R1"
severity = "error"
expression = "{expression}"
each = "once"
message_zh = "x"
message_en = "x"
reason_zh = "x"
reason_en = "x"
"""


SHARE = '\n[[shares]]\nid = "s"\nlabel = "s"\ngloss = "s"\nparts = [{parts}]\n'
INDICATOR = """
[[indicators]]
id = "{id}"
label = "率"
gloss = "rate"
numerator = "{numerator}"
denominator = "t.b"
formula_zh = "x"
formula_en = "x"
"""
GOOD = FORM + RULE.format(expression="t.a <= t.b")


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own" / "1.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_form_of_ones_own_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, FORM + RULE.format(expression="t.a <= t.b"))
    monkeypatch.setenv("HCSTATS_FORMS", str(tmp_path))
    assert "own/1" in form_ids()
    assert list(load_form("own/1").items) == ["t.a", "t.b"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (FORM.replace("first_year = 2020", ""), "first_year"),
        (FORM.replace('layout = "list"', 'layout = "circle"'), "layout"),
        (FORM + "\nsurprise = 1\n", "surprise"),
        (FORM.replace('code = "b"', 'code = "a"'), "'a'"),
        (FORM.replace('code = "b"', 'code = "b"\npart_of = "c"'), "'c'"),
        (FORM + RULE.format(expression="t.a <= t.c"), "'t.c'"),
        (FORM + RULE.format(expression="t.a <="), "character"),
        (FORM + RULE.format(expression="__import__('os')"), "character"),
        (FORM + "= 3", "TOML"),
        (FORM.replace("2020", "20"), "first_year"),
        (FORM.replace('"own/1"', '"own"'), "id"),
        (FORM.replace('code = "a"', 'code = "a.b"'), "rows.0.code"),
        (FORM.replace('code = "b"', 'code = "b"\npart_of = "b"'), "rows b part_of"),
        (
            FORM.replace('code = "a"', 'code = "a"\npart_of = "b"').replace(
                'code = "b"', 'code = "b"\npart_of = "a"'
            ),
            "rows a part_of",
        ),
        (
            FORM.replace('"list"', '"blocks"\nrow_group = [["c", "头"]]'),
            "row_group: there is no 'c'",
        ),
        (FORM + RULE.format(expression="t.a - t.b"), "rules R1: 't.a - t.b' is no relation"),
        (FORM + RULE.format(expression="1 = 1"), "rules R1: '1 = 1' is no relation"),
        (
            GOOD.replace('message_en = "x"', 'message_en = "{lft}"'),
            "rules R1 message_en: there is no '{lft}'",
        ),
        (GOOD.replace('message_zh = "x"', 'message_zh = "{left"'), "rules R1 message_zh"),
        (GOOD + 'unless_level = ["town"]\n', "unless_level"),
        (
            GOOD.replace('code = "b"', 'code = "b"\nheading = true')
            .replace("t.", "")
            .replace('"once"', '"column"\ntable = "t"'),
            "rules R1: there is no 'b'",
        ),
        (FORM + SHARE.format(parts='"t.a", "t.a"'), "'s.a_share'"),
        (FORM + SHARE.format(parts=""), "parts"),
        (
            FORM
            + SHARE.format(parts='"t.a", "t.b"')
            + INDICATOR.format(id="s.a_share", numerator="t.a"),
            "'s.a_share'",
        ),
        (FORM + INDICATOR.format(id="i", numerator="t.a = t.b"), "indicators i numerator"),
    ],
)
def test_a_faulty_definition_names_the_file_and_the_entry(
    tmp_path: Path, text: str, named: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(HcstatsError) as caught:
        load_file(path)
    message = render(caught.value.message, "en")
    assert str(path) in message
    assert named in message


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, FORM)
    path.write_text(FORM, encoding="utf-8-sig")
    assert load_file(path).id == "own/1"


def test_a_folder_of_forms_that_is_not_there_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HCSTATS_FORMS", str(tmp_path / "gone"))
    with pytest.raises(HcstatsError) as caught:
        form_ids()
    message = render(caught.value.message, "en")
    assert "HCSTATS_FORMS" in message
    assert "gone" in message


def test_a_file_in_the_wrong_place_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, FORM)
    path.rename(path.with_name("2.toml"))
    monkeypatch.setenv("HCSTATS_FORMS", str(tmp_path))
    with pytest.raises(HcstatsError):
        load_form("own/2")


def test_forms_can_be_shown() -> None:
    assert len(forms_table(all_forms()).rows) == 4
    tables = form_tables(load_form("national/2021"))
    assert sum(len(table.rows) for table in tables[:-3]) == 200
    assert len(tables[-1].rows) == len(load_form("national/2021").charts)

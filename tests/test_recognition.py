"""Recognition: forms drawn at random and distorted at random come back whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcstats.cell_addresses import address
from hcstats.forms.load import form_ids, load_form
from hcstats.messages import render
from hcstats.model import Merge, Severity
from samples.drawing.book import random_book
from samples.drawing.canvas import Book, text_grid
from samples.drawing.save import save
from tests.build import grid, recognised, recognition, rules, take, values

PERIODS = {
    "hechi/2018": "2018",
    "national/2014": "2016",
    "national/2019": "2020",
    "national/2021": "2023",
}
SUFFIXES = (".xlsx", ".xlsx", ".xls", ".ods", ".csv")
ENCODINGS = ("utf-8-sig", "gb18030", "utf-8", "utf-16")
UNITS_EACH = 48
"""Submissions drawn for each form; an issue of the project asks for at least 40."""


def unit_name(seed: int) -> str:
    return "河池市" + "".join("零一二三四五六七八九"[int(digit)] for digit in str(seed)) + "局"


def drawn(form_id: str, seed: int) -> Book:
    return random_book(load_form(form_id), seed, unit_name(seed), PERIODS[form_id])


def differences(book: Book, path: Path) -> list[str]:
    """Everything in which the reading of a faultless submission differs from what was drawn."""
    taken = take(path)
    found = [
        f"accused: {problem.rule} {problem.place.cell} {render(problem.message, 'en')}"
        for problem in taken.problems
        if problem.severity is not Severity.INFO
    ]
    if len(taken.submissions) != 1:
        return [*found, f"{len(taken.submissions)} submissions"]
    submission = taken.submissions[0]
    if (submission.form, submission.unit, submission.period) != (
        book.form,
        book.unit,
        book.period,
    ):
        found.append(f"identity: {submission.form} {submission.unit} {submission.period}")
    figures = {figure.key: figure for figure in submission.figures}
    found += [f"invented: {key}" for key in figures.keys() - book.truth.keys()]
    places = book.places()
    for key, entry in book.truth.items():
        figure = figures.get(key)
        if figure is None:
            found.append(f"missing: {key}")
            continue
        wanted = (entry.value, entry.status, entry.approximate)
        if (figure.value, figure.status, figure.approximate) != wanted:
            found.append(f"wrong: {key} is {figure} instead of {entry}")
        one_sheet = path.suffix == ".csv"
        if entry.status != "blank" and not one_sheet and figure.cell != address(places[key][1]):
            found.append(f"misplaced: {key} at {figure.cell}, not {address(places[key][1])}")
    return found


def shown(book: Book) -> str:
    sheets = "\n\n".join(f"[{sheet.name}]\n{text_grid(sheet)}" for sheet in book.sheets)
    return f"{book.done}\n{sheets}"


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("block", range(4))
def test_every_figure_of_a_distorted_form_comes_back(
    form_id: str, block: int, tmp_path: Path
) -> None:
    for seed in range(block, UNITS_EACH, 4):
        book = drawn(form_id, seed)
        path = tmp_path / f"{seed}{SUFFIXES[seed % len(SUFFIXES)]}"
        save(book, path, ENCODINGS[seed // 5 % len(ENCODINGS)])
        assert differences(book, path) == [], shown(book)


@settings(max_examples=40)
@given(st.sampled_from(form_ids()), st.integers(1000, 10**6))
def test_forms_that_were_never_drawn_before_come_back_too(
    tmp_path_factory: pytest.TempPathFactory, form_id: str, seed: int
) -> None:
    book = drawn(form_id, seed)
    path = tmp_path_factory.mktemp("drawn") / "a.xlsx"
    save(book, path)
    assert differences(book, path) == [], shown(book)


@settings(max_examples=30)
@given(
    st.sampled_from(form_ids()), st.integers(1, 10**6), st.sampled_from([".html", ".html", ".docx"])
)
def test_pages_and_documents_come_back_like_workbooks(
    tmp_path_factory: pytest.TempPathFactory, form_id: str, seed: int, suffix: str
) -> None:
    book = drawn(form_id, seed)
    path = tmp_path_factory.mktemp("drawn") / f"a{suffix}"
    save(book, path)
    assert differences(book, path) == [], shown(book)


REVIEW = """
行政复议 | | | | | 行政诉讼 | | | | | | | | |
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | | | | | 复议后起诉 | | | |
 | | | | | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
1 | 2 | 3 | 4 | 10 | 5 | 0 | 0 | 0 | 5 | 0 | 0 | 6 | 0 | 6
"""


def test_reconsideration_and_litigation_in_one_line() -> None:
    found = values(recognised(grid(REVIEW), form="national/2021"))
    assert found["review_litigation.review.total"] == 10
    assert found["review_litigation.litigation_direct.upheld"] == 5
    assert found["review_litigation.litigation_after_review.other_result"] == 6


def test_a_second_line_of_figures_is_ambiguous_and_neither_is_read() -> None:
    twice = REVIEW + "9 | 9 | 9 | 9 | 36 | 9 | 9 | 9 | 9 | 36 | 9 | 9 | 9 | 9 | 36\n"
    found = recognised(grid(twice), form="national/2021")
    assert "label.twice" in rules(found)
    assert set(values(found).values()) == {"unreadable"}


def test_a_row_that_numbers_the_columns_is_no_figure() -> None:
    lines = REVIEW.strip("\n").splitlines()
    numbered = [*lines[:3], "栏次 | " + " | ".join(str(n) for n in range(2, 16)), lines[3]]
    found = values(recognised(grid("\n".join(numbered)), form="national/2021"))
    assert found["review_litigation.review.corrected"] == 2


PROACTIVE = """
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数
规章 | 0 | 0 | 0
行政规范性文件 | 3 | 1 | 7
"""


def test_columns_may_stand_in_another_order() -> None:
    found = values(
        recognised(
            grid(
                "信息内容 | 现行有效件数 | 本年制发件数 | 本年废止件数\n规章 | 0 | 0 | 0\n行政规范性文件 | 7 | 3 | 1"
            )
        )
    )
    assert found["art20_1.normative_docs.in_force"] == 7
    assert found["art20_1.normative_docs.issued_this_year"] == 3


def test_a_misspelt_label_is_never_matched_in_silence() -> None:
    found = recognised(grid(PROACTIVE.replace("行政规范性文件", "行政规范文件")))
    assert "label.near" in rules(found)
    assert values(found)["art20_1.normative_docs.in_force"] == "unreadable"
    assert values(found)["art20_1.regulations.in_force"] == 0


def test_a_misspelt_label_is_read_once_the_user_has_pinned_it() -> None:
    found = recognised(
        grid(PROACTIVE.replace("行政规范性文件", "行政规范文件")),
        aliases={"行政规范文件": "行政规范性文件"},
    )
    assert "label.near" not in rules(found)
    assert values(found)["art20_1.normative_docs.in_force"] == 7


def test_a_misspelt_heading_is_never_matched_in_silence() -> None:
    found = recognised(grid(PROACTIVE.replace("现行有效件数", "现行有效数量")))
    assert "label.near" in rules(found)
    assert values(found)["art20_1.normative_docs.in_force"] == "unreadable"
    assert values(found)["art20_1.normative_docs.issued_this_year"] == 3


def test_headings_cut_by_line_breaks_are_placed_by_their_order() -> None:
    found = recognised(
        grid("信息内容 | 本年新 | 本年新 | 对外公\n规章 | 0 | 0 | 0\n规范性文件 | 5 | 4 | 9"),
        form="national/2019",
    )
    assert values(found)["art20_1.normative_docs.made_this_year"] == 5
    assert values(found)["art20_1.normative_docs.disclosed_this_year"] == 4
    assert rules(found).count("label.cut") == 3


def test_a_row_that_stands_twice_with_numbers_is_not_read() -> None:
    found = recognised(grid(PROACTIVE + "行政规范性文件 | 4 | 4 | 4\n"))
    assert "label.twice" in rules(found)
    assert values(found)["art20_1.normative_docs.in_force"] == "unreadable"


def test_a_missing_row_is_noticed() -> None:
    found = recognised(
        grid("\n".join(PROACTIVE.strip("\n").splitlines()[:2])), form="national/2021"
    )
    assert "label.missing" in rules(found)


def test_a_local_row_is_listed_and_shifts_nothing() -> None:
    lines = PROACTIVE.strip("\n").splitlines()
    found = recognised(grid("\n".join([*lines[:2], "其中：部门规章 | 8 | 8 | 8", lines[2]])))
    assert rules(found).count("label.extra") == 1
    assert values(found)["art20_1.normative_docs.issued_this_year"] == 3


def test_a_number_beside_no_label_is_reported_as_unclaimed() -> None:
    found = recognised(grid(PROACTIVE + " | 12 | | \n"))
    assert "number.unclaimed" in rules(found)


def test_serial_numbers_are_never_figures_not_even_wrong_ones() -> None:
    found = values(
        recognised(
            grid(
                "序号 | 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n9 | 规章 | 0 | 0 | 0\n73 | 行政规范性文件 | 3 | 1 | 7"
            )
        )
    )
    assert found["art20_1.normative_docs.issued_this_year"] == 3


MATRIX_HEAD = (
    "申请情况 | | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计\n"
)


def test_the_third_other_is_told_from_the_first_by_its_group() -> None:
    found = recognised(
        grid(
            MATRIX_HEAD
            + "（三）不予公开 | 1.属于国家秘密 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
            + " | 其他 | 8 | 0 | 0 | 0 | 0 | 0 | 8\n"
            + "（六）其他处理 | 3.其他 | 2 | 0 | 0 | 0 | 0 | 0 | 2\n",
            merges=[Merge(2, 1, 3, 1)],
        ),
        form="national/2021",
    )
    assert values(found)["requests.other_misc.natural_person"] == 2
    assert "label.extra" in rules(found)


def test_a_group_head_with_numbers_is_another_editions() -> None:
    found = recognised(
        grid(
            MATRIX_HEAD
            + "（一）予以公开 | | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
            + "（六）其他处理 | | 5 | 0 | 0 | 0 | 0 | 0 | 5\n"
        ),
        form="national/2021",
    )
    assert "form.mixed" in rules(found)


def test_a_table_that_stands_twice_with_other_figures_is_an_error() -> None:
    other = grid(PROACTIVE.replace("| 7", "| 8"), "表2")
    found = recognised(grid(PROACTIVE, "表1"), other)
    assert "table.twice" in rules(found)
    assert values(found)["art20_1.normative_docs.in_force"] == 7


def test_a_table_that_stands_twice_with_the_same_figures_is_said() -> None:
    found = recognised(grid(PROACTIVE, "表1"), grid(PROACTIVE, "表2"))
    assert "table.again" in rules(found)


def test_sheets_of_different_units_are_different_submissions() -> None:
    found = recognition(
        grid("填报单位：甲局\n" + PROACTIVE.strip("\n"), "甲"),
        grid("填报单位：乙局\n" + PROACTIVE.strip("\n").replace("7", "9"), "乙"),
    )
    names = [one.units[0].value for one in found.submissions]
    assert names == ["甲局", "乙局"]
    assert values(found.submissions[1])["art20_1.normative_docs.in_force"] == 9


def test_money_without_a_unit_is_not_guessed() -> None:
    table = "信息内容 | 采购项目数量 | 采购总金额\n政府集中采购 | 2 | 350\n"
    found = recognised(grid(table))
    assert values(found)["art20_9.central_procurement.amount"] == "unreadable"
    assert "number.unit" in rules(found)


def test_money_takes_its_unit_from_the_heading_or_the_caption() -> None:
    for table in (
        "信息内容 | 采购项目数量 | 采购总金额（万元）\n政府集中采购 | 2 | 350\n",
        "单位：万元 | |\n信息内容 | 采购项目数量 | 采购总金额\n政府集中采购 | 2 | 350\n",
    ):
        found = values(recognised(grid(table)))
        assert found["art20_9.central_procurement.amount"] == 3_500_000


def test_money_takes_its_unit_from_the_line_right_above_the_table_of_a_document() -> None:
    table = grid("信息内容 | 采购项目数量 | 采购总金额\n政府集中采购 | 2 | 350\n")
    for lines, read in (
        (("二、主动公开", "金额单位：万元"), 3_500_000),
        (("金额单位：万元", "二、主动公开"), "unreadable"),
    ):
        found = values(recognised(replace(table, context=lines)))
        assert found["art20_9.central_procurement.amount"] == read


def test_a_list_without_heading_is_read_where_only_one_column_can_be_meant() -> None:
    found = values(
        recognised(
            grid("政府公报公开信息 | 12\n新闻发布会 | 3\n培训会 | 1\n接受培训人员 | 约130"),
            form="hechi/2018",
        )
    )
    assert found["active.channel_gazette"] == 12
    assert found["supervision.trainees"] == 130


def test_a_list_without_heading_and_two_columns_of_numbers_is_not_guessed() -> None:
    found = recognition(
        grid("政府公报公开信息 | 12 | 11\n新闻发布会 | 3 | 2\n培训会 | 1 | 1"), form="hechi/2018"
    )
    assert not found.submissions


def test_a_sheet_of_something_else_is_no_form() -> None:
    assert not recognition(grid("名称 | 数量\n电脑 | 3\n打印机 | 1")).submissions


def test_a_column_that_is_headed_twice_is_not_chosen_from() -> None:
    found = recognised(
        grid(
            "统计指标 | 单位 | 统计数（2017年） | 统计数（2018年）\n政府公报公开信息 | 条 | 5 | 6\n新闻发布会 | 场 | 3 | 4"
        ),
        form="hechi/2018",
    )
    assert "label.twice" in rules(found)
    assert set(values(found).values()) == {"unreadable"}


def test_lists_side_by_side_are_both_read() -> None:
    found = values(
        recognised(
            grid(
                "统计指标 | 统计数 | 统计指标 | 统计数\n政府公报公开信息 | 5 | 培训会 | 1\n新闻发布会 | 3 | 接受培训人员 | 130"
            ),
            form="hechi/2018",
        )
    )
    assert found == {
        "active.channel_gazette": 5,
        "active.press_conferences": 3,
        "supervision.trainings": 1,
        "supervision.trainees": 130,
    }


REVIEWS_2014 = """
统计指标 | 单位 | 统计数
五、行政诉讼数量 | 件 | 4
（一）维持具体行政行为或者驳回原告诉讼请求数 | 件 | 4
（二）被依法纠错数 | 件 |
（三）其他情形数 | 件 |
四、行政复议数量 | 件 | 9
（一）维持具体行政行为数 | 件 | 2
（二）被依法纠错数 | 件 | 4
（三）其他情形数 | 件 | 3
"""


def test_repeated_labels_belong_to_the_head_that_they_stand_under_or_to_none() -> None:
    found = values(recognised(grid(REVIEWS_2014), form="national/2014"))
    assert found.get("disclosure_stats.review_corrected") in (4, "unreadable")
    assert found.get("disclosure_stats.litigation_corrected") in ("blank", "unreadable", None)


def test_the_2014_list_is_found_by_its_words_where_the_wording_differs() -> None:
    table = (
        "统计指标 | 单位 | 统计数\n（一）收到申请总数 | 件 | 9\n1.当面提交申请数 | 件 | 2\n2.以传真形式申请数 | 件 | 1\n"
        "3.通过网络提交申请数 | 件 | 5\n4.信函方式申请数 | 件 | 1"
    )
    found = values(recognised(grid(table), form="national/2014"))
    assert found["disclosure_stats.requests_fax"] == 1
    assert found["disclosure_stats.requests_online"] == 5


def test_a_column_split_in_two_is_not_taken_for_the_whole() -> None:
    found = recognised(
        grid(
            "信息内容 | 上一年项目数量 | 本年增 | 本年减 | 处理决定数量\n行政许可 | 9 | 5 | 3 | 40\n其他对外管理服务事项 | 1 | 0 | 0 | 2"
        ),
        form="national/2019",
    )
    assert values(found)["art20_5.licensing.items_change"] == "unreadable"
    assert "label.near" in rules(found)
    assert values(found)["art20_5.licensing.items_last_year"] == 9


def test_a_row_split_in_two_is_not_taken_for_the_whole() -> None:
    found = recognised(
        grid(
            "统计指标 | 单位 | 统计数\n涉及个人隐私 | 件 | 1\n危及国家安全 | 件 | 2\n危及公共安全 | 件 | 3\n不是《条例》所指政府信息 | 件 | 4"
        ),
        form="national/2014",
    )
    assert values(found).get("disclosure_stats.denied_security_stability") in (None, "unreadable")
    assert "label.missing" in rules(found)


@pytest.mark.parametrize(
    "label",
    ["政府公报公开信息（其中市级）", "政府公报公开信息（不含县区）", "政府公报公开信息（上年）"],
)
def test_a_bracket_that_narrows_a_label_makes_it_another(label: str) -> None:
    found = recognised(
        grid(f"统计指标 | 统计数\n{label} | 5\n新闻发布会 | 3\n培训会 | 1"), form="hechi/2018"
    )
    assert values(found)["active.channel_gazette"] == "unreadable"
    assert "label.near" in rules(found)


def test_two_years_in_one_workbook_are_a_few_lines_not_hundreds() -> None:
    lines = "\n".join(
        f"{item.row.label} | {n}" for n, item in enumerate(load_form("hechi/2018").printed, 1)
    )
    other = "\n".join(
        f"{item.row.label} | {n}" for n, item in enumerate(load_form("hechi/2018").printed, 90)
    )
    found = recognised(
        grid("统计指标 | 统计数\n" + lines, "2018"), grid("统计指标 | 统计数\n" + other, "2017")
    )
    assert 1 <= rules(found).count("table.twice") <= 6
    assert values(found)["org.staff_fulltime_city_office"] == 1

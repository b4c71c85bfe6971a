"""What numbers of a running text are no statistics: dates, document numbers, articles and so on."""

from __future__ import annotations

import re
from typing import Literal

Sort = Literal[
    "count",
    "rate",
    "year",
    "date",
    "document",
    "article",
    "ordinal",
    "duration",
    "contact",
    "name",
    "unclear",
]
"""What a number of a text is. `count` and `rate` may be statistics, `unclear` has no single
reading (a range, 几十件); every other sort is declared to be none."""

_N = "一二三四五六七八九十百〇零"
_DAY = rf"[{_N}]{{1,3}}月[{_N}]{{1,3}}日"
_MONTH = r"(?:份|\s*\d{1,2}\s*[日号]|底|初|末|中旬|上旬|下旬)"
_NTH = rf"第\s*(?:[{_N}]+|\d+)\s*"
_ORDINALS = "次|届|批|位|名|期|个|类|种|方面|阶段|轮|步|部分|家|场|页|版"
_PERIODS = "个?工作日|个自然日|个月|个?小时|分钟|秒|周年|周|年|日|天"
_AREA = r"0\d{2,3}[\-—]?\d{7,8}|1[3-9]\d{9}|400[\-—]?\d{3}[\-—]?\d{4}"
_HOTLINE = r"12\d{3}(?=[\s”\"]*(?:热线|平台|电话|政务|便民))"
_UNCOUNTED = r"(?![\d.,]*\s*[余多]?[件条次个项份名人篇场家万亿千百期处起例宗户位%])"
"""A number that is counted in something is no code, whatever stands before it."""
_IDIOM = r"一次性|一[件人次事项户站窗网体]一[\u4e00-\u9fff]"

_ALTERNATIVES: tuple[tuple[Sort, tuple[str, ...]], ...] = (
    ("contact", (r"(?:https?://|www\.)[^\s，。；、]+", r"[\w.\-]+@[\w.\-]+\w")),
    (
        "document",
        (
            r"[\[(](?:19|20)\d\d[\])]\s*(?:第)?\s*\d+\s*号?",
            r"第?\s*\d+\s*号(?:令|文|公告)?",
        ),
    ),
    (
        "date",
        (
            r"(?:19|20)\d\d\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*[日号]?",
            rf"(?:(?:19|20)\d\d\s*年\s*)?\d{{1,2}}\s*(?:[\-~—至]\s*\d{{1,2}}\s*)?月{_MONTH}?",
            rf"[{_N}]{{4}}年(?:[{_N}]{{1,3}}月)?(?:[{_N}]{{1,3}}日)?",
            _DAY,
            r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)",
            r"第?[一二三四1-4]季度",
        ),
    ),
    (
        "year",
        (
            r"(?<!\d)(?:19|20)\d\d\s*(?:[\-~—至]\s*(?:19|20)\d\d\s*)?(?:年度?|版|届)",
            r"[“\"]?十[一二三四五][”\"]?五[”\"]?(?=规划|时期|期间)",
        ),
    ),
    (
        "article",
        (
            rf"{_NTH}[条款项章节编](?:之[一二三])?"
            rf"(?:第?\s*[(]?(?:[{_N}]+|\d+)[)]?\s*[款项目])*",
        ),
    ),
    (
        "ordinal",
        (
            rf"{_NTH}(?:{_ORDINALS})?",
            rf"(?:附件|附表|附录|(?:(?<=[见如(：，。 ])|^)[表图注])\s*\d+(?:[\-.]\d+)?{_UNCOUNTED}",
        ),
    ),
    (
        "duration",
        (rf"(?:\d+|[{_N}两]+)\s*(?:多|余|个半)?\s*(?:{_PERIODS})(?:内|以内|前|来)?",),
    ),
    (
        "contact",
        (
            rf"(?<!\d)(?:{_AREA}|{_HOTLINE})(?!\d)",
            rf"(?:电话|热线|传真|邮编|邮政编码|客服)\D{{0,6}}\d[\d\-—]{{4,}}{_UNCOUNTED}",
        ),
    ),
    (
        "name",
        (
            rf"[A-Za-z]+[\-_]?\d[A-Za-z0-9.\-]*{_UNCOUNTED}",
            r"\d+[A-Za-z][A-Za-z0-9.\-]*",
            r"(?<!\d)\d{12,}(?!\d)",
            _IDIOM,
            r"(?<=[进统同唯每逐之])一[个项件条次家位]?",
            r"\d+[×xX*]\d+(?:小时)?",
        ),
    ),
)
DECLARED = tuple((sort, re.compile("|".join(own))) for sort, own in _ALTERNATIVES)
"""Each sort with its pattern, the surer first; the text's full-width digits are folded."""

LIST_MARKS = (
    re.compile(
        rf"^\s*(?:[(]\s*(?:[{_N}]{{1,3}}|\d{{1,2}})\s*[)]|[{_N}]{{1,3}}[、.．]"
        r"|\d{1,2}(?:[、)．]|\.(?!\d)))"
    ),
    re.compile(
        r"(?<=[:：；;。])\s*(?:\d{1,2}[.．)](?!\d)|[(]\d{1,2}[)])|(?<=[；;。])\s*\d{1,2}、(?!\d)"
        r"|[\u2460-\u2473]"
        r"|(?<=[“‘《\"])\d{1,2}[.．、](?!\d)"
    ),
)
"""Marks of headings and lists (一、, （二）, 3., ①)."""

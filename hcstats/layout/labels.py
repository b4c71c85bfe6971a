"""Labels as words: what two spellings of one official label have in common, and what not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_CIRCLED = 0x2460
"""The code of ①; the others up to ⑳ follow it."""
_ANY_CIRCLED = re.compile("[\u2460-\u2473]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+")
_BRACKETS = str.maketrans("[]{}【】〔〕〖〗「」『』", "()()()()()()()")
_OPEN, _CLOSE = "(", ")"
_PUNCTUATION = re.compile(r"[、,.。:;!?\"'“”‘’《》<>·…\-—―_~*#]+")
_ORDINAL = re.compile(
    r"^(?:\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)"
    r"|第?(?:[一二三四五六七八九十]{1,3})[、.:,)]"
    r"|\d{1,2}(?:[、:)]|\.(?!\d)|,(?!\d{3})))+"
)
_OF_WHICH = re.compile(r"^(?:其中|含|#)[:,]?")
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_LAST_ORDINAL = re.compile(r"([一二三四五六七八九十]{1,3}|\d{1,2})[^一二三四五六七八九十\d]*$")

# Traditional forms that occur in the words of the forms, as typed with some input methods.
_SIMPLIFIED = str.maketrans(
    "數總計請開發處內關機構規範業務經費無結轉續辦縣區單題組織據獲認復議訴訟實維糾繼許"
    "罰強財採購項額現廢製減屬國護類過執詢應歸補複舉報確長聞會訪談讀網絡傳當時圍審決際"
    "員專職訓評標條論衛養環災療醫術體檔館電視廣佈資",
    "数总计请开发处内关机构规范业务经费无结转续办县区单题组织据获认复议诉讼实维纠继许"
    "罚强财采购项额现废制减属国护类过执询应归补复举报确长闻会访谈读网络传当时围审决际"
    "员专职训评标条论卫养环灾疗医术体档馆电视广布资",
)


@dataclass(frozen=True, slots=True)
class Words:
    """A label taken apart: its ordinal (0 if none), all its words, the words outside brackets."""

    ordinal: int
    full: str
    base: str
    brackets: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing but an ordinal or punctuation stands there."""
        return not self.base and not self.full


@lru_cache(maxsize=1024)
def words(text: str) -> Words:
    """The comparable words of a label as written: width, blanks, brackets, ordinals folded."""
    text = _ANY_CIRCLED.sub(_plain_ordinal, text)
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    folded = _INVISIBLE.sub("", folded).translate(_SIMPLIFIED)
    found = _ORDINAL.match(folded)
    ordinal = 0
    if found:
        ordinal = _ordinal_value(found.group())
        folded = folded[found.end() :]
    folded = _OF_WHICH.sub("", folded) or folded
    outside, inside = _split_brackets(folded)
    full = _PUNCTUATION.sub("", folded.replace(_OPEN, "").replace(_CLOSE, "")).lower()
    return Words(ordinal, full, _PUNCTUATION.sub("", outside).lower(), inside)


def _plain_ordinal(found: re.Match[str]) -> str:
    return f"({ord(found.group()) - _CIRCLED + 1})"


def _ordinal_value(text: str) -> int:
    found = _LAST_ORDINAL.search(text)
    if not found:
        return 0
    numeral = found.group(1)
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (_NUMERALS.get(tens, 1) * 10 if ten else 0) + _NUMERALS.get(ones, 0)


def _split_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text outside brackets, and each outermost bracket's content; an unclosed one counts."""
    if _OPEN not in text:
        # A bracket that closes nothing is a character like others.
        return text, ()
    outside: list[str] = []
    inside: list[str] = []
    depth, start = 0, 0
    for index, character in enumerate(text):
        if character == _OPEN:
            depth += 1
            if depth == 1:
                start = index + 1
        elif character == _CLOSE and depth:
            depth -= 1
            if depth == 0:
                inside.append(text[start:index])
        elif depth == 0:
            outside.append(character)
    if depth:
        inside.append(text[start:])
    return "".join(outside), tuple(inside)


_NARROWS = re.compile(r"^(?:其中|仅|只|不含|不包括|除|扣除|上年|去年|上一年)")


def equal(shown: Words, official: Words) -> bool:
    """Whether two labels say the same: all words, or those outside explanatory brackets.

    A bracket that narrows what is counted (（不含县区）) makes another label of it, unless the
    official label has it too.
    """
    if shown.empty or official.empty:
        return False
    if shown.full == official.full:
        return True
    if not shown.base or shown.base != official.base:
        return False
    narrowed = any(_NARROWS.match(content) for content in shown.brackets)
    return not narrowed or official.full.startswith(shown.full)


MASKED = Words(0, "\u25a1", "\u25a1", ())
"""Stands for any label that says nothing of any form (masking.py)."""


class Unsure(Exception):  # noqa: N818  (it says no more)
    """A decision asked what a masked label resembles, so that its own words matter after all."""


def begins(shown: Words, official: Words) -> bool:
    """Whether a label is the beginning of another: of three characters or more."""
    beginning = shown.full
    return 3 <= len(beginning) < len(official.full) and official.full.startswith(beginning)


def is_cut(shown: Words, official: Words) -> bool:
    """Whether a label only breaks off before its end: most of its words outside brackets stand.

    Less could be a label of its own: 危及国家安全 is not the whole of 危及国家安全、公共安全….
    """
    return begins(shown, official) and len(shown.full) >= _MOST * len(official.base)


def likeness(shown: Words, official: Words) -> float:
    """How alike two different labels are, 0 to 1; for suggestions only, never for a decision."""
    if shown is MASKED:
        raise Unsure
    return max(
        SequenceMatcher(None, shown.full, official.full, autojunk=False).ratio(),
        SequenceMatcher(None, shown.base, official.base, autojunk=False).ratio(),
    )


def holds_all(shown: Words, required: Iterable[str]) -> bool:
    """Whether every one of the required words occurs in the label."""
    required = tuple(required)
    return bool(required) and all(words(word).full in shown.full for word in required)


_MOST = 0.6
_MONEY = re.compile(r"^(?:单位|计量单位|金额单位)?((?:百|千|万|亿)?元)$")
_SHOWN_UNIT = re.compile(r"^(?:单位|计量单位)[::]?(.{1,4})$")


def unit_in_brackets(shown: Words) -> str:
    """The unit of measurement that a label states in brackets (`（单位：万元）`), or nothing."""
    for content in shown.brackets:
        plain = _PUNCTUATION.sub("", content)
        if found := _MONEY.match(plain):
            return found.group(1)
        if found := _SHOWN_UNIT.match(plain):
            return found.group(1)
        if plain in COUNTERS:
            return plain
    return ""


COUNTERS = frozenset(
    [
        "件",
        "条",
        "次",
        "个",
        "项",
        "份",
        "篇",
        "场",
        "人",
        "名",
        "人次",
        "家",
        "期",
        "处",
        "起",
        "例",
        "宗",
        "元",
        "万元",
        "亿元",
        "千元",
        "百元",
        "万条",
        "万件",
        "万份",
        "万次",
        "万人次",
    ]
)
"""Counter words that stand for a unit of measurement when they are a cell's whole text."""

"""Sentences and clauses of a paragraph, and the words in them that govern a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hcstats.layout.running import TextNumber

_END = re.compile(r"[。！？!?\n]")
_CLAUSE = re.compile(r"[，；：,;:。！？]")
_BEHIND = re.compile(r"[、，；：,;:。！？]")
_SCOPES = re.compile(
    r"(?P<city>市本级|县本级|市直|县直|市级|本级)"
    r"|(?P<county>各县[（(]?[市区]?[）)]?|县[（(][市、]*区[)）]|县区|区县|县级)"
    r"|(?P<all>全市|全县|全区|我市|我县|我区|各级)"
)
_JOINS = re.compile(r"[和与及、](?!其)")
_JOINED = re.compile(r"(?:市本级|县本级|市直|县直|市级|本级|县[（(]?[市区]?[）)]?)[和与及、]$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年|(上一?年度?|去年|前年)")
_OTHER_BASIS = re.compile(
    r"平均|日均|月均|同比|环比|累计超|历年|近[二三四五两\d]年|年来|以来|与?上年相比|较上年|比上年|较去年|比去年"
    r"|[合共]占|合计占|两者|之和"
)
_SUM = re.compile(r"[^和与及、，；\0]{2,}[和与及、][^，；]{2,20}(?:合计|总计|一共|共)")
_PLAIN_SCOPE = str.maketrans("", "", "()（）")
PLANS = re.compile(r"下一步|工作思路|工作打算|工作计划|工作安排|改进(?:措施|方向)|努力方向")
"""Words of headings under which only intentions stand."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a number: its clause before and behind, its sentence, what came before.

    Each is a piece of the paragraph; `before` and `behind` end at the neighbouring numbers, and
    `context` is the heading, what stands before them, and the rest of the clause.
    """

    before: str
    behind: str
    sentence_before: str
    context: str
    sentence: str


def surroundings(
    text: str, numbers: Sequence[TextNumber], place: tuple[int, int], heading: str
) -> Surroundings:
    """The surroundings of a stretch of a paragraph that stands under a heading."""
    start, end = place
    first, last = sentence_of(text, start)
    previous = max([first, *(one.end for one in numbers if one.end <= start)])
    following = min([last, *(one.start for one in numbers if one.start >= end)])
    clause = max(
        (found.end() for found in _CLAUSE.finditer(text, previous, start)), default=previous
    )
    # What an enumeration goes on with (、商业企业5件) belongs to the number that follows.
    stop = (_CLAUSE if following == last else _BEHIND).search(text, end, following)
    behind = text[end : stop.start() if stop else following]
    ending = _CLAUSE.search(text, end, last)
    return Surroundings(
        text[clause:start],
        behind,
        text[previous:start],
        heading + text[:previous] + "\0" + text[end : ending.start() if ending else last],
        text[first:last].strip(),
    )


def sentence_of(text: str, place: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends."""
    first = max((found.end() for found in _END.finditer(text, 0, place)), default=0)
    ending = _END.search(text, place)
    return first, ending.end() if ending else len(text)


def scope_before(text: str, start: int, units: Sequence[str], wording: str) -> str:
    """The scope that governs a place: the nearest word before it in its sentence, else `all`.

    Words that belong to the wording of what is counted (各级政府网站) govern nothing, and two
    that are joined (市本级和各县) mean all. A unit's name governs only its own clause.
    """
    first, _ = sentence_of(text, start)
    best = (-1, "all")
    for found in _SCOPES.finditer(text, first, start):
        if found.group().translate(_PLAIN_SCOPE) not in wording.translate(_PLAIN_SCOPE):
            joined = _JOINED.search(text[first : found.start()]) or _JOINS.match(text, found.end())
            best = max(best, (found.start(), "all" if joined else found.lastgroup or "all"))
    clause = max((found.end() for found in _CLAUSE.finditer(text, first, start)), default=first)
    for name in units:
        at = text.rfind(name, clause, start)
        if at >= 0 and name not in wording:
            best = max(best, (at, name))
    return best[1]


def other_basis(around: Surroundings, text: str, start: int, period: str, wording: str) -> bool:
    """Whether a number is of another year, an average, a change, or a sum of several items."""
    if any(found.group() not in wording for found in _OTHER_BASIS.finditer(around.sentence_before)):
        return True
    if _SUM.search(_SCOPES.sub("", around.before)):
        return True
    first, _ = sentence_of(text, start)
    years = [found for found in _YEAR.finditer(text, first, start) if found.group() not in wording]
    return bool(years) and years[-1][1] != period


def governing(text: str, place: int) -> tuple[str, str, str]:
    """What decides which number stands at a place: its clause, whose it is, and the year."""
    first, last = sentence_of(text, place)
    start = max((found.end() for found in _CLAUSE.finditer(text, first, place)), default=first)
    stop = _CLAUSE.search(text, place, last)
    years = [found.group() for found in _YEAR.finditer(text, first, place)]
    clause = text[start : stop.start() if stop else last]
    return clause.strip(), scope_before(text, place, (), ""), years[-1] if years else ""


def only_scope(text: str) -> bool:
    """Whether a clause says nothing but whose number it is (其中市本级)."""
    rest = _SCOPES.sub("", text)
    return not re.sub(r"其中|分别|[为有共计占是达的、，：；:（）()\s和]", "", rest)

"""Whose submission it is, and for which year, as the content and the names of a file say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from hcstats.layout.places import located
from hcstats.model import CellKind, Grid, Position

_UNIT_LABEL = re.compile(
    r"^(?:填报|报送|填表|上报|汇总|报表|公开)?(?:单位|机关|部门|机构|主体)(?:名称|全称)?(?:[((][^))]*[))])?[::]\s*(.*)$",
    re.DOTALL,
)
_UNIT_LABEL_ALONE = re.compile(
    r"^(?:(?:填报|报送|填表|上报|汇总)(?:单位|机关|部门)(?:名称)?|单位名称)(?:[((]盖章[))])?[::]?$"
)
_TAIL = re.compile(
    r"(?:[((](?:盖章|公章|章)[))]|\s{2,}.*|[,,;;].*|填报?(?:人|日期|时间).*|(?:联系)?电话.*)$",
    re.DOTALL,
)
_NOT_A_NAME = re.compile(
    r"^(?:(?:百|千|万|亿)?元|件|条|次|个|项|份|篇|人|名|[_\-—/\s]*)(?:[、,/].*)?$"
)
_OTHER_LABEL = re.compile(r"^\w{2,6}[::]")
"""The next thing to be filled in (统计年度：), where a name is left blank."""
_SCOPE = re.compile(r"(?:统计|汇总|填报)?范围[::]\s*(\S+)")
_COVERS = re.compile(r"全县|全市|全区|含下级|含乡镇|全县汇总|汇总数|本级及下级|全系统")
_OWN = re.compile(r"本级|本机关|本单位|本部门")

_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CHINESE_YEAR = re.compile(r"二[〇零]([〇零一二三四五六七八九]{2})年")
_RANGE = re.compile(
    r"(20\d\d)年1月1日.{0,3}?(?:至|到|-|—|~|－).{0,3}?(?:(20\d\d)年)?(?:12|11)月\d+日"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:年度|年(?!\s*\d{1,2}\s*月))")
_BARE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d|\s*年\s*\d{1,2}\s*月|[-./年]\d)")
_FIRST_YEAR = 2008
"""The Regulation came into force in May 2008; lower numbers in a file's name count files."""
_TITLE = re.compile(r"统计表|年度报告|年报|报告|汇总表|情况表|公开情况|公开工作")

_TITLE_LENGTH, _NAME_LENGTH = 60, 30
_PROSE = re.compile(
    r"[。;!?,]|^(?:第?[一二三四五六七八九十]+[、.章]|\([一二三四五六七八九十]+\)|\d+[、.])"
)
"""What no title has: punctuation of sentences, the ordinal of a section."""
_SECOND_LINE = re.compile(r"^(?:20\d\d\s*年|二[〇零]|政府信息公开|信息公开)")


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a sheet says of itself, with its place."""

    value: str
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What one sheet says: unit names (declared, then titles), years, and the scope."""

    units: tuple[Said, ...] = ()
    titles: tuple[Said, ...] = ()
    years: tuple[Said, ...] = ()
    covers: bool = False


def identity_of(
    grid: Grid, first_row: int, table_rows: frozenset[int], context: Sequence[str] = ()
) -> Identity:
    """What a sheet says about its unit and year, outside the rows of its tables.

    `context` are lines of a document before its table; only titles and declarations count of
    them, for prose speaks of other units and years too.
    """
    units, titles, years, covers = _in_context(grid, context)
    for position, cell in sorted(grid.cells.items()):
        if position[0] in table_rows or cell.kind not in (CellKind.TEXT, CellKind.NUMBER):
            continue
        told = told_by(cell.text)
        if told.nothing:
            continue

        def said(value: str, position: Position = position, text: str = told.text) -> Said:
            return Said(value, *located(grid, position), text)

        if name := told.name or (_right_of(grid, position) if told.label_alone else ""):
            units.append(said(name))
        elif told.title and position[0] <= max(first_row, 1) + 1:
            titles.append(said(told.text))
        covers = covers or told.covers
        years += [(rank, said(year)) for rank, year in told.years]
    return Identity(tuple(units), tuple(titles), surest(years), covers)


def surest(years: Sequence[tuple[int, Said]]) -> tuple[Said, ...]:
    """The years of the best rank that occurs."""
    if not years:
        return ()
    best = min(rank for rank, _ in years)
    return tuple(one for rank, one in years if rank == best)


class Told(NamedTuple):
    """What one text tells of unit, year and scope: the same wherever it stands."""

    text: str
    """The text with its width folded."""
    name: str
    """The unit's name behind 填报单位：."""
    label_alone: bool
    """Whether the name stands in the next cell."""
    title: bool
    covers: bool
    years: tuple[tuple[int, str], ...]
    nothing: bool
    """Whether it tells nothing at all."""


@lru_cache(maxsize=1024)
def told_by(text: str) -> Told:
    """What a text tells of whose the figures are and of which year."""
    text = unicodedata.normalize("NFKC", text).strip()
    name, alone = "", bool(_UNIT_LABEL_ALONE.match(text))
    if found := _UNIT_LABEL.match(text):
        name = _TAIL.sub("", found.group(1)).strip()
        if name:
            alone = False
            name = "" if _NOT_A_NAME.match(name) else name
    title, covers, years = bool(_TITLE.search(text)), _says_covering(text), years_in(text)
    nothing = not (name or alone or title or covers or years)
    return Told(text, name, alone, title, covers, years, nothing)


def _in_context(
    grid: Grid, context: Sequence[str]
) -> tuple[list[Said], list[Said], list[tuple[int, Said]], bool]:
    """Units, titles, ranked years and scope that lines of text before a table tell of it."""
    units: list[Said] = []
    titles: list[Said] = []
    years: list[tuple[int, Said]] = []
    covers = False
    before = ""
    for line in context:
        text = unicodedata.normalize("NFKC", line).strip()
        found = _UNIT_LABEL.match(text)
        name = _TAIL.sub("", found.group(1)).strip() if found else ""
        heading = len(text) <= _TITLE_LENGTH and not _PROSE.search(text)
        if name and not _NOT_A_NAME.match(name):
            units.append(Said(name, grid.name, "", text))
        elif heading and _TITLE.search(text):
            # A long title stands in two lines, the name in the first.
            whole = before + text if before and _SECOND_LINE.match(text) else text
            titles.append(Said(whole, grid.name, "", whole))
        if name or heading or _RANGE.search(text):
            said = ((rank, year) for rank, year in years_in(text) if heading or rank == 1)
            years += [(rank, Said(year, grid.name, "", text)) for rank, year in said]
        covers = covers or _says_covering(text)
        before = text if heading and len(text) <= _NAME_LENGTH else ""
    return units, titles, years, covers


def _right_of(grid: Grid, position: Position) -> str:
    """The name in the next filled cell to the right of 填报单位."""
    right = [column for row, column in grid.cells if row == position[0] and column > position[1]]
    if not right:
        return ""
    cell = grid.cells[position[0], min(right)]
    return name_alone(cell.text) if cell.kind is CellKind.TEXT else ""


def name_alone(text: str) -> str:
    """The unit's name that a text beside 填报单位 is, or nothing."""
    name = unicodedata.normalize("NFKC", text).strip()
    if _NOT_A_NAME.match(name) or _OTHER_LABEL.match(name) or len(name) > 40:
        return ""
    return _TAIL.sub("", name).strip()


def _says_covering(text: str) -> bool:
    found = _SCOPE.search(text)
    return bool(found and _COVERS.search(found.group(1)) and not _OWN.search(found.group(1)))


@lru_cache(maxsize=1024)
def years_in(text: str, *, bare: bool = False) -> tuple[tuple[int, str], ...]:
    """The years that a text names as a period, each with its rank (0 is the surest).

    A date (2019年1月15日) names no period; a whole year's range (2018年1月1日至12月31日) does.
    `bare` takes four digits alone too, as file and sheet names have them.
    """
    return tuple(_years_in(text, bare))


def _years_in(text: str, bare: bool) -> list[tuple[int, str]]:
    if "20" not in text and "二" not in text:
        return []
    text = _CHINESE_YEAR.sub(lambda m: f"20{m.group(1).translate(_DIGITS)}年", text)
    ranges = [m.group(1) for m in _RANGE.finditer(text) if m.group(2) in (None, m.group(1))]
    if ranges:
        return [(1, year) for year in ranges]
    rank = 0 if _TITLE.search(text) else 2
    found = [(rank, m.group(1)) for m in _YEAR.finditer(text)]
    if not found and bare:
        years = (m.group(1) for m in _BARE_YEAR.finditer(text))
        found = [(3, year) for year in years if int(year) >= _FIRST_YEAR]
    return found


def distinct(said: Sequence[Said]) -> list[Said]:
    """The first mention of each different value."""
    return list({one.value: one for one in reversed(said)}.values())[::-1]

"""Whose a recognised submission is and for which year: the content first, then the names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from hcstats.catalogue import problem
from hcstats.layout.identity import Said, years_in
from hcstats.layout.marker import MARKER_SHEET
from hcstats.layout.recognise import Recognised
from hcstats.model import Place, Problem, say
from hcstats.units import Register, Unit, find_in_text, resolve

_NOISE = re.compile(
    r"20\d\d\s*(?:年度|年)?|政府信息公开|信息公开|政务公开|工作|年度报告|年报|统计表|情况|报送|报表|汇总表|"
    r"附件\d*|表\d+|最终版|定稿|修改|修订|终稿|盖章|电子版|[\d_\-—.·()（）\[\]【】\s]+"
)

_TITLED = re.compile(
    r"^(?!20\d\d\s*年|政府信息公开|[一二三四五六七八九十]{1,3}、)(?P<name>\S{2,30}?)(?:\(?20\d\d\s*年|(?:政府)?信息公开|政务公开|主动公开|依申请公开|收到和处理)"
)
"""A title that begins with whose it is: 河池市教育局2018年政府信息公开…"""


@dataclass(frozen=True, slots=True)
class Identified:
    """Unit and period of a submission; `resolved` is False if the unit is not a known one."""

    code: str
    name: str
    level: str | None
    period: str
    resolved: bool
    problems: tuple[Problem, ...]
    new: bool = False
    """Whether the unit came into being in the period."""


def identify(recognised: Recognised, file: str, register: Register, run_period: str) -> Identified:
    """The unit and period of a submission; whatever contradicts is a problem that names both."""
    period, period_problems = _period(recognised, file)
    when = period or run_period
    if register.registered:
        unit, name, problems = _registered(recognised, file, register, when)
    else:
        unit, name, problems = None, *_named(recognised, file)
    return Identified(
        unit.code if unit else "",
        unit.name if unit else name,
        unit.level if unit else None,
        period,
        unit is not None if register.registered else bool(name),
        (*problems, *period_problems),
        unit is not None and unit.began_in(when),
    )


def _period(recognised: Recognised, file: str) -> tuple[str, list[Problem]]:
    """The year that the content names, else the file's name, else its folders' (nearest first)."""
    inside = list(dict.fromkeys(said.value for said in recognised.years))
    path = PurePosixPath(file)
    outside = ""
    for part in (path.stem, recognised.sheets[0] if recognised.sheets else "", *_folders(path)):
        years = {year for _, year in years_in(part, bare=True)}
        if len(years) == 1:
            outside = years.pop()
            break
    if len(inside) > 1:
        return inside[0], [
            _conflict(file, recognised.years[0], recognised.years[1].text, inside[0])
        ]
    if inside and outside and inside[0] != outside:
        return inside[0], [_conflict(file, recognised.years[0], path.name, inside[0])]
    return (inside[0] if inside else outside), []


def _folders(path: PurePosixPath) -> tuple[str, ...]:
    return tuple(reversed(path.parent.parts))


def _conflict(file: str, said: Said, other: str, used: str) -> Problem:
    return problem(
        "period.conflict",
        say(
            "'{first}' and '{second}' speak of different years; {used} is used. "
            "Correct the one that is wrong.",
            first=said.text[:40],
            second=other[:40],
            used=used,
        ),
        Place(file, said.sheet, said.cell),
    )


def _registered(
    recognised: Recognised, file: str, register: Register, period: str
) -> tuple[Unit | None, str, list[Problem]]:
    """The unit in the list of units, by code, declared name, title, file name, folder."""
    path = PurePosixPath(file)
    context = " ".join(_folders(path))
    by_name = unit_of_name(path, register, period)
    for said in recognised.codes:
        unit = register.by_code(said.value)
        if unit is not None and said.sheet == MARKER_SHEET:
            return unit, unit.name, _agreeing(unit, said, file, by_name, register)
        if unit is not None:
            return unit, unit.name, []
    declared = recognised.units
    if declared:
        return _declared(declared, file, register, period, context, by_name)
    for title in recognised.titles:
        units = find_in_text(register, title.value, period, context)
        if len(units) == 1:
            return units[0], units[0].name, _agreeing(units[0], title, file, by_name, register)
    if by_name is not None:
        return by_name, by_name.name, []
    message = say(
        "Nothing in the file, its name or its folder says which unit it comes from; "
        "write 填报单位：… above the table. It is not counted."
    )
    return None, "", [problem("unit.missing", message, Place(file))]


def _declared(
    declared: tuple[Said, ...],
    file: str,
    register: Register,
    period: str,
    context: str,
    by_name: Unit | None,
) -> tuple[Unit | None, str, list[Problem]]:
    """The unit that the content declares; two that differ are a problem."""
    first = declared[0]
    place = Place(file, first.sheet, first.cell)
    hint = context if by_name is None else f"{context} {by_name.code}"
    resolution = resolve(register, first.value, period, hint)
    problems: list[Problem] = []
    if resolution.problem and resolution.message is not None:
        problems.append(problem(resolution.problem, resolution.message, place, found=first.value))
    unit = resolution.unit
    if unit is None:
        return None, first.value, problems
    for other in declared[1:]:
        second = resolve(register, other.value, period, hint).unit
        if second is not None and second.code != unit.code:
            problems.append(_differs(first, other.value, unit, file))
    return unit, unit.name, problems + _agreeing(unit, first, file, by_name, register)


def _agreeing(
    unit: Unit, said: Said, file: str, by_name: Unit | None, register: Register
) -> list[Problem]:
    """An error if the file's or folder's name is of another unit, ancestors apart."""
    if by_name is None or by_name.code == unit.code:
        return []
    if by_name in register.ancestors(unit) or unit in register.ancestors(by_name):
        return []
    return [_differs(said, PurePosixPath(file).name, unit, file)]


def _differs(said: Said, other: str, unit: Unit, file: str) -> Problem:
    message = say(
        "'{first}' and '{second}' name different units; it is counted for {unit}. "
        "Correct the one that is wrong.",
        first=said.text[:40],
        second=other[:40],
        unit=unit.name,
    )
    return problem(
        "unit.conflict",
        message,
        Place(file, said.sheet, said.cell),
        unit_code=unit.code,
        unit=unit.name,
    )


def unit_of_name(path: PurePosixPath, register: Register, period: str) -> Unit | None:
    """The one unit that the file's name, else the nearest folder's, names."""
    folders = _folders(path)
    for place, part in enumerate((path.stem, *folders)):
        units = find_in_text(register, part, period, " ".join(folders[place:]))
        if len(units) == 1:
            return units[0]
        if units:
            return None
    return None


def _named(recognised: Recognised, file: str) -> tuple[str, list[Problem]]:
    """Without a list of units: the name as declared, else what the file's name leaves."""
    if recognised.units:
        return unicodedata.normalize("NFKC", recognised.units[0].value).strip(), []
    if recognised.codes:
        return recognised.codes[0].value, []
    for title in recognised.titles:
        found = _TITLED.match(title.value)
        # The form's own title is the same whoever fills the form in.
        if found and title.value not in recognised.form.titles:
            return found["name"], []
    left = _NOISE.sub("", PurePosixPath(file).stem)
    if len(left) >= 2:
        return left, []
    message = say(
        "Nothing in the file, its name or its folder says which unit it comes from; "
        "write 填报单位：… above the table. It is not counted."
    )
    return "", [problem("unit.missing", message, Place(file))]

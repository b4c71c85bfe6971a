"""Dates as cells hold them: days since an epoch, shown as dates by their number format."""

from __future__ import annotations

import datetime
import re

_WINDOWS = datetime.datetime(1899, 12, 30)
_MAC = datetime.datetime(1904, 1, 1)
_DAY = 86_400
_IGNORED = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]|General|G/通用格式')
_DATE = re.compile(r"(?<![_\\])(?:[dmhys]|aaa|e(?![+-]))", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)

When = datetime.datetime | datetime.time | datetime.timedelta


def is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    return _DATE.search(_IGNORED.sub("", code.partition(";")[0])) is not None


def from_serial(value: float, code: str, mac: bool) -> When | None:
    """The date or time that a number stands for; None if no calendar holds it."""
    try:
        if _ELAPSED.search(code.partition(";")[0]):
            elapsed = datetime.timedelta(days=value)
            return datetime.timedelta(
                seconds=elapsed.total_seconds() // 1, microseconds=round(elapsed.microseconds, -3)
            )
        day, part = divmod(value, 1)
        rest = datetime.timedelta(milliseconds=round(part * _DAY * 1000))
        if 0 <= value < 1 and rest.days == 0:
            return (_WINDOWS + rest).time()
        # Excel counts a 29 February 1900.
        if 0 < value < 60 and not mac:
            day += 1
        return (_MAC if mac else _WINDOWS) + datetime.timedelta(days=day) + rest
    except (OverflowError, ValueError):
        return None


def from_iso(text: str) -> datetime.date | datetime.time | None:
    """A date or time in ISO form; None if it is none."""
    text = text.strip()
    for kind in (datetime.date, datetime.datetime, datetime.time):
        try:
            found = kind.fromisoformat(text)
        except ValueError:
            continue
        return found if isinstance(found, datetime.date) else found.replace(tzinfo=None)
    return None

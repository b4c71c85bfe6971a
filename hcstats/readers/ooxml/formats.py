"""What number formats say beside the number: nothing, or a date, a percentage, a unit."""

from __future__ import annotations

import re

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "m/d/yy h:mm", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mmss.0", 48: "##0.0E+0", 49: "@",
    # Chinese Excel writes its own dates by number alone.
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), 'yyyy"年"m"月"d"日"'),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), 'h"时"mm"分"'),
}  # fmt: skip
"""Formats that a file names by number alone; money (5-8, 41-44) is the place's own."""

_MONEY = frozenset({5, 6, 7, 8, 23, 24, 25, 26, 41, 42, 43, 44})
_SILENT = re.compile(
    r"(?:General|[0#?.,;()@ +\-/]|E[+-]"
    r'|"[^"A-Za-z%约元]*"|\\[^A-Za-z%约元]|_[^A-Za-z%约元]|\*[^A-Za-z%约元]'
    r"|\[(?:Red|Black|Blue|Green|White|Yellow|Magenta|Cyan)\])*"
)


def silent(number: int, codes: dict[int, str]) -> bool:
    """Whether a format adds nothing to a number that changes what it says, for certain.

    `codes` are the file's own formats by number.
    """
    code = codes.get(number, BUILT_IN.get(number))
    return number in _MONEY if code is None else silent_code(code)


def silent_code(code: str) -> bool:
    """The same of a format by its code."""
    return _SILENT.fullmatch(code) is not None

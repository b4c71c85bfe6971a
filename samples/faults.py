"""The faults planted in the samples of the 2021 form; the README beside them lists each."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from hcstats.forms.load import load_form
from samples.drawing.book import random_book
from samples.drawing.canvas import Book, Position, Sheet


def plant(code: str, book: Book) -> Iterator[tuple[str, Book]]:
    """The files that a unit sends, as name and content, with its fault in them."""
    if code == "990100-13":
        return
    if code == "990100-05":
        corrected = copy.deepcopy(book)
        raise_by(corrected, "art20_5.licensing", 120)
        yield f"{book.unit}2023年报", book
        yield f"{book.unit}2023年报（更正）", corrected
        return
    if code == "990100-12":
        book = random_book(load_form("national/2019"), 77, book.unit, "2023")
    fault = FAULTS.get(code)
    if fault is not None:
        fault(book)
    yield f"{book.unit}2023年度政府信息公开", book


def cell_of(book: Book, key: str) -> tuple[Sheet, Position]:
    """The sheet and position of a figure."""
    return next(
        (sheet, place)
        for sheet in book.sheets
        for place, found in sheet.keys.items()
        if found == key
    )


def put(book: Book, key: str, value: int | str) -> None:
    """Another content into a figure's cell."""
    sheet, place = cell_of(book, key)
    sheet.cells[place] = value
    sheet.formulas.pop(place, None)


def raise_by(book: Book, key: str, more: int) -> None:
    """A figure raised: what a unit corrected in its second file."""
    put(book, key, int(book.truth[key].value or 0) + more)


def _swapped_digits(book: Book) -> None:
    """A total of applicants with two digits exchanged (the longest there is)."""
    totals = [key for key in book.truth if key.startswith("requests.") and key.endswith(".total")]
    swapped = {key: _swap(int(book.truth[key].value or 0)) for key in totals}
    key = next(key for key in totals if swapped[key] != (book.truth[key].value or 0))
    put(book, key, swapped[key])


def _swap(value: int) -> int:
    digits = str(value)
    return int(digits[:-2] + digits[-1] + digits[-2]) if len(digits) > 1 else value


def _total_as_zero(book: Book) -> None:
    put(book, "review_litigation.review.upheld", 3)
    for code in ("corrected", "other_result", "pending", "total"):
        put(book, f"review_litigation.review.{code}", 0)


def _two_numbers(book: Book) -> None:
    put(book, "art20_5.licensing", "12或13")


def _error_cell(book: Book) -> None:
    put(book, "art20_6.penalty", "#REF!")


def _near_label(book: Book) -> None:
    for sheet in book.sheets:
        for place, value in sheet.cells.items():
            if isinstance(value, str) and "其他法律" in value.replace(" ", ""):
                sheet.cells[place] = "2.其他法律行政止公开"


def _too_few_in_force(book: Book) -> None:
    put(book, "art20_1.normative_docs.issued_this_year", 3)
    put(book, "art20_1.normative_docs.repealed_this_year", 0)
    put(book, "art20_1.normative_docs.in_force", 1)


def _hidden_row(book: Book) -> None:
    sheet, (row, _) = cell_of(book, "requests.rejected_repeat.total")
    sheet.hidden_rows.add(row)


def _all_zero(book: Book) -> None:
    for key in book.truth:
        put(book, key, 0)


def _rules_in_a_town(book: Book) -> None:
    put(book, "art20_1.regulations.in_force", 2)


def _negative(book: Book) -> None:
    put(book, "art20_6.coercion", -4)


FAULTS: dict[str, Callable[[Book], None]] = {
    "990100-01": _swapped_digits,
    "990100-02": _total_as_zero,
    "990100-03": _two_numbers,
    "990100-04": _error_cell,
    "990100-06": _near_label,
    "990100-07": _too_few_in_force,
    "990100-08": _hidden_row,
    "990100-09": _all_zero,
    "990100-10": _negative,
    "990100-11": _rules_in_a_town,
}

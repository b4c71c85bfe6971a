"""A whole submission: drawn, filled in with consistent figures, and put through habits."""

from __future__ import annotations

import random
from decimal import Decimal

from hcstats.forms.definition import Form
from hcstats.model import Kind
from hcstats.templates.layout import draw
from samples.drawing.canvas import Book, Entry, Sheet
from samples.drawing.distort import EXCLUSIVE, HABITS, Habit
from samples.drawing.figures import consistent
from samples.drawing.official import review_as_grid
from samples.drawing.spelling import spell

SPELLINGS = ("texts", "counters", "words", "numerals", "separators", "signs")


def random_book(form: Form, seed: int, unit: str, period: str) -> Book:
    """A faultless submission of a unit, distorted at random; the same seed gives the same."""
    chance = random.Random(f"{form.id} {seed}")
    truth = consistent(form, chance)
    sheets = draw(form)
    if form.id.startswith("national/20") and len(sheets) > 1 and chance.random() < 0.25:
        sheets[-1] = review_as_grid(form)
    book = Book(form.id, unit, period, sheets, truth)
    habits = frozenset(habit for habit in SPELLINGS if chance.random() < 0.4)
    blanks = chance.choice((0.0, 0.0, 0.3, 0.9))
    fill(book, form, chance, habits, blanks)
    if chance.random() < 0.4:
        with_sums(book, chance)
    for habit in _chosen(chance):
        habit(book, chance)
        book.done.append(habit.__name__)
    letterhead(book, form, chance)
    book.done += [*sorted(habits), f"blanks {blanks}"]
    return book


def _chosen(chance: random.Random) -> list[Habit]:
    few = chance.random() < 0.2
    chosen = [habit for habit in HABITS if chance.random() < (0.1 if few else 0.4)]
    for group in EXCLUSIVE:
        both = [habit for habit in chosen if habit in group]
        for habit in both[1:]:
            chosen.remove(habit)
    return chosen


def fill(
    book: Book, form: Form, chance: random.Random, habits: frozenset[str], blanks: float
) -> None:
    """The figures written into their cells; some zeros are left blank or dashed, not all."""
    for sheet in book.sheets:
        spared: set[str] = set()
        for place, key in sheet.keys.items():
            item = form.items[key]
            entry = book.truth[key]
            table = key.partition(".")[0]
            if entry.value == 0 and table in spared and chance.random() < blanks:
                status = chance.choice(("blank", "blank", "not_applicable"))
                entry = book.truth[key] = Entry(None, status)
            spared.add(table)
            if item.kind is Kind.AMOUNT and item.unit == "元" and entry.value:
                sheet.cells[place] = _money(sheet, key, entry, chance)
                continue
            value = spell(entry, item, chance, habits)
            if value is not None:
                sheet.cells[place] = value


def _money(sheet: Sheet, key: str, entry: Entry, chance: random.Random) -> int | Decimal | str:
    """An amount in yuan: with its unit behind it, or with the unit in the heading."""
    assert entry.value is not None  # noqa: S101  (the caller asks only for reported amounts)
    if chance.random() < 0.4:
        return chance.choice((f"{entry.value}元", f"{Decimal(entry.value) / 10_000:f}万元"))
    unit = chance.choice(("元", "万元"))
    for place, text in sheet.cells.items():
        if text == "采购总金额":
            sheet.cells[place] = f"采购总金额（{unit}）"
    del key
    return entry.value if unit == "元" else Decimal(entry.value) / 10_000


def with_sums(book: Book, chance: random.Random) -> None:
    """The totals of applicants as formulas with their results, as careful units have them."""
    del chance
    for sheet in book.sheets:
        for place, key in sheet.keys.items():
            if key.startswith("requests.") and key.endswith(".total"):
                value = sheet.cells.get(place)
                if isinstance(value, int):
                    sheet.formulas[place] = "=SUM(0)"


def letterhead(book: Book, form: Form, chance: random.Random) -> None:
    """Title and unit above the tables, in one of the usual ways."""
    style = chance.choice(("label", "label", "beside", "title"))
    for number, sheet in enumerate(sheet for sheet in book.sheets if sheet.keys):
        for _ in range(3):
            sheet.insert_row(1)
        width = max(2, sheet.width)
        year = chance.choice((f"{book.period}年", f"{book.period}年度", f"（{book.period}年度）"))
        name = form.titles[0] if form.titles else form.title
        whose = book.unit if style == "title" else ""
        merged = (1, width) if chance.random() < 0.5 else None
        sheet.put(1, 1, f"{whose}{year}{name}", "title", merged)
        if style == "label" and (number == 0 or chance.random() < 0.5):
            tail = chance.choice(("", "（盖章）", "　　　　填报日期："))
            sheet.put(2, 1, f"填报单位：{book.unit}{tail}", "note")
        elif style == "beside" and number == 0:
            sheet.put(2, 1, "填报单位：", "note")
            sheet.put(2, 2, book.unit, "note")

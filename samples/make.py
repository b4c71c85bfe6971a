"""Makes the sample folders: `python -m samples.make` (the same files every time).

The figures of Hechi 2018 stand in `hechi-2018.figures.csv`, a table of its own, constructed so
that the totals are those of the city's published report; hcstats computes none of them. Units
and figures of the 2021 form are invented.
"""

from __future__ import annotations

import csv
import random
import shutil
import sys
from pathlib import Path

from hcstats.forms.definition import Form
from hcstats.forms.load import load_form
from hcstats.templates.layout import draw
from samples.drawing import distort
from samples.drawing.book import letterhead, random_book, with_sums
from samples.drawing.canvas import Book, Entry
from samples.drawing.save import save
from samples.faults import plant
from samples.last_year import before, plant_last_year

HERE = Path(__file__).parent

_NAMES = ("{name}", "{name}2018年政府信息公开统计表", "{name}（2018年）", "附件2 {name}统计表")
_KINDS = {
    "451203": ".xls",
    "451226": ".xls",
    "451200-05": ".xls",
    "451200-16": ".xls",
    "451228": ".csv",
    "451200-11": ".csv",
    "451200-17": ".ods",
}
_ENCODINGS = {"451228": "gb18030", "451200-11": "utf-8-sig"}
_NOTHING = ("0", "0", "无", "/", "")
_LAYOUTS: tuple[tuple[distort.Habit, ...], ...] = (
    (),
    (distort.signatures,),
    (distort.serial_column, distort.signatures),
    (distort.half_brackets, distort.notes_below),
    (distort.blank_rows, distort.remark_column),
    (distort.spaces_inside, distort.signatures),
    (distort.blank_columns, distort.local_rows),
    (distort.breaks_inside, distort.notes_below, distort.rename_sheets),
    (distort.serial_column, distort.remark_column, distort.add_instructions),
)


def make_hechi(folder: Path) -> None:
    """The submissions of the 11 counties and the city's departments for 2018."""
    form = load_form("hechi/2018")
    codes = {key.partition(".")[2]: key for key in form.items}
    texts: dict[str, dict[str, str]] = {}
    for row in _rows(HERE / "hechi-2018.figures.csv"):
        texts.setdefault(row["unit_code"], {})[codes[row["item"]]] = row["text"]
    units = [row for row in _rows(folder / "units.csv") if row["parent"] and not row["valid_to"]]
    for number, unit in enumerate(units):
        chance = random.Random(f"hechi/2018 {unit['code']}")
        book = Book(form.id, unit["name"], "2018", draw(form), {})
        _fill(book, form, texts.get(unit["code"], {}), chance.choice(_NOTHING))
        for habit in _LAYOUTS[number % len(_LAYOUTS)]:
            habit(book, chance)
        letterhead(book, form, chance)
        name = _NAMES[number % len(_NAMES)].format(name=unit["name"])
        save(
            book,
            folder / (name + _KINDS.get(unit["code"], ".xlsx")),
            _ENCODINGS.get(unit["code"], "utf-8-sig"),
        )


def _fill(book: Book, form: Form, texts: dict[str, str], nothing: str) -> None:
    """A unit's figures as it wrote them; what it has none of in its own way of saying so."""
    for sheet in book.sheets:
        for place, key in sheet.keys.items():
            text = texts.get(key, nothing)
            if key not in texts and not form.items[key].additive:
                text = "/"
            if not text and form.items[key].table in ("requests", "review"):
                text = "0"
            if text:
                sheet.cells[place] = int(text) if text.isdigit() else text


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


_SUFFIXES = (".xlsx", ".xlsx", ".xls", ".xlsx", ".xlsx", ".csv")


def make_national(folder: Path) -> None:
    """A county's submissions on the 2021 form for 2023, with the faults that its README lists."""
    form = load_form("national/2021")
    units = [row for row in _rows(folder / "units.csv") if row["parent"]]
    for number, unit in enumerate(units):
        book = random_book(form, _seed(form, number), unit["name"], "2023")
        with_sums(book, random.Random(number))
        for name, planted in plant(unit["code"], book):
            save(planted, folder / f"{name}{_SUFFIXES[number % len(_SUFFIXES)]}")


def make_last_year(folder: Path) -> None:
    """What the same county's units sent for 2022, with the slips that its README lists."""
    form = load_form("national/2021")
    units = [row for row in _rows(folder / "units.csv") if row["parent"]]
    for number, unit in enumerate(units):
        values = before(random_book(form, _seed(form, number), unit["name"], "2023"))
        plant_last_year(unit["code"], values)
        book = Book(form.id, unit["name"], "2022", draw(form), {})
        for sheet in book.sheets:
            for place, key in sheet.keys.items():
                sheet.cells[place] = values[key]
        letterhead(book, form, random.Random(number))
        save(book, folder / f"{unit['name']}2022年度政府信息公开{_SUFFIXES[number % 6]}")


def _seed(form: Form, number: int) -> int:
    """A seed whose submission is neither all zero nor all but blank."""
    seed = 100 * number
    while True:
        truth = random_book(form, seed, "", "2023").truth.values()
        if sum(isinstance(e, Entry) and bool(e.value) for e in truth) > 60:
            return seed
        seed += 1


def main(root: Path = HERE) -> None:
    """All folders, emptied of what an earlier run made."""
    for name, make in (
        ("hechi-2018", make_hechi),
        ("national-2021", make_national),
        ("national-2021-last-year", make_last_year),
    ):
        folder = root / name
        if folder != HERE / name:
            folder.mkdir(parents=True, exist_ok=True)
            for kept in ("units.csv", "README.md"):
                shutil.copy(HERE / name / kept, folder / kept)
        for path in folder.iterdir():
            if path.suffix in (".xlsx", ".xls", ".csv", ".ods") and path.name != "units.csv":
                path.unlink()
        make(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)

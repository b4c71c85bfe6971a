"""A constructed collection in which as much is wrong as can be, and runs of it held equal."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from hcstats.forms.load import load_form
from hcstats.model import Outcome
from samples.drawing.book import random_book
from samples.drawing.canvas import Book
from samples.drawing.save import save
from samples.faults import put

UNITS = """code,name,aliases,level,parent,valid_from,valid_to
9,测试市,,city,,,
901,甲县,,county,9,,
902,乙县,,county,9,,
90101,甲县教育局,,department,901,,
90102,甲县财政局,,department,901,,
90103,甲县司法局,,department,901,,
90201,乙县教育局,,department,902,,
903,测试市司法局,,department,9,,
904,测试市教育局,,department,9,,
908,测试市体育局,,department,9,,
905,测试市财政局,,department,9,,
906,测试市民政局,,department,9,,
907,测试市水利局,,department,9,,
"""
FORM = "national/2021"


def book_of(unit: str, seed: int, year: str = "2024", form: str = FORM, **changes: int) -> Book:
    """A unit's submission, faultless but for the changes; `__` in their names stands for a dot."""
    book = random_book(load_form(form), seed, unit, year)
    for key, value in changes.items():
        put(book, key.replace("__", "."), value)
    return book


def covering(book: Book) -> Book:
    """The same, said to cover the subordinates."""
    sheet = book.sheets[0]
    sheet.cells[max(row for row, _ in sheet.cells) + 2, 1] = "统计范围：全县汇总"
    return book


def make_collection(folder: Path) -> Path:
    """Duplicates far apart, other forms and years, superiors, a tally, twins, damaged files."""
    folder.mkdir()
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    for name in ("甲县", "乙县", "市直"):
        (folder / name).mkdir()
    books = {
        "甲县/甲县2024.xlsx": covering(book_of("甲县", 3, art20_5__licensing=39)),
        "甲县/教育局2024.xlsx": book_of("甲县教育局", 4, art20_5__licensing=30),
        "甲县/财政局2024.csv": book_of("甲县财政局", 5, art20_5__licensing=20),
        "乙县/乙县2024.xlsx": book_of("乙县", 6),
        "乙县/教育局2024.xlsx": book_of("乙县教育局", 7),
        "市直/体育局2023.xlsx": book_of("测试市体育局", 8, "2023"),
        "市直/体育局2024.xlsx": book_of("测试市体育局", 16),
        "市直/司法局2024.xlsx": book_of("测试市司法局", 9, art20_1__normative_docs__in_force=9000),
        "市直/教育局2024.xlsx": book_of("测试市教育局", 10),
        "市直/财政局2024.xls": book_of("测试市财政局", 10),
        "市直/民政局2019.xlsx": book_of("测试市民政局", 11, "2019", "national/2019"),
        "市直/民政局2024.xlsx": book_of("测试市民政局", 17),
        "市直/水利局2024.html": book_of("测试市水利局", 12),
        "市直/无名局2024.xlsx": book_of("无名局", 13),
        "后补/教育局（副本）2024.xlsx": book_of("测试市教育局", 10),
        "后补/司法局更正2024.xlsx": book_of("测试市司法局", 14),
        "测试市2024.xlsx": covering(book_of("测试市", 15)),
    }
    (folder / "后补").mkdir()
    for name, book in books.items():
        save(book, folder / name)
    (folder / "市直" / "坏的.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (folder / "市直" / "说明.txt").write_text("没有表", encoding="utf-8")
    return folder


def differing(one: Outcome, other: Outcome) -> list[str]:
    """Names of what two outcomes do not share; single figures and the command left out."""
    names = [field.name for field in fields(one) if field.name not in ("figures", "by_unit", "run")]
    found = [name for name in names if getattr(one, name) != getattr(other, name)]
    runs = [(run.version, run.inputs, run.editions) for run in (one.run, other.run)]
    return [*found, *(["run"] if runs[0] != runs[1] else [])]


def rows_of(outcome: Outcome) -> list[tuple[object, ...]]:
    """Every figure of a serial run in the columns of `extract`, sorted."""
    return sorted(
        (
            (
                *(f.form, f.edition, f.unit_code, f.unit, f.period, f.key),
                None if f.value is None else Decimal(f.value),
                *(str(f.status), f.approximate, f.file, f.sheet, f.cell, f.text),
            )
            for f in outcome.figures
        ),
        key=repr,
    )

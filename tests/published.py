"""Real published reports rebuilt from their transcriptions: as pages, documents, workbooks.

The tables are the official layouts with the printed figures; the slips that a transcription
lists are made as the report has them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from hcstats.forms.load import load_form
from hcstats.model import Figure
from hcstats.submissions import Taken
from hcstats.templates.layout import draw
from samples.drawing.canvas import Book, Sheet
from samples.drawing.pages import Part, html_page, save_docx, split
from samples.drawing.save import save

DATA = Path(__file__).parent / "data" / "published"
FORMS = {"g2019": "national/2019", "g2021": "national/2021"}
_OTHERS = (
    "requests.other_no_correction.",
    "requests.other_fee_unpaid.",
    "requests.other_misc.",
)
_TYPED: dict[tuple[str, int, object], str] = {
    ("淮安市洪泽区人民政府", 2023, "2.其他法律行政法规禁止公开"): "2.其他法律行政止公开",
}
"""Labels as a report misspells them."""
TITLES = {
    "主动公开": "二、主动公开政府信息情况",
    "依申请公开": "三、收到和处理政府信息公开申请情况",
}


def report(name: str) -> dict[str, Any]:
    """A transcription."""
    loaded: dict[str, Any] = json.loads(
        (DATA / f"{name}.json").read_text("utf-8"), parse_float=Decimal
    )
    return loaded


def printed(told: dict[str, Any]) -> dict[str, int | Decimal | None]:
    """Every number of a transcription by its key."""
    form = load_form(FORMS[told["edition"]])
    single = {table.code for table in form.tables if len(table.columns) == 1}
    return {
        f"{table}.{row}" if table in single else f"{table}.{row}.{column}": value
        for table, rows in told["tables"].items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }


def sheets(told: dict[str, Any]) -> dict[str, Sheet]:
    """The tables as the report prints them, by the names of the drawing."""
    numbers = printed(told)
    raw = told.get("raw_cells", {})
    found: dict[str, Sheet] = {}
    for sheet in draw(load_form(FORMS[told["edition"]])):
        _one_line_others(sheet, numbers)
        for place, key in list(sheet.keys.items()):
            shown = raw.get(key, "UNCERTAIN")
            value = numbers.get(key) if shown.startswith("UNCERTAIN") else shown
            if value is not None:
                sheet.cells[place] = value
        sheet.cells = {
            place: _TYPED.get((told["authority"], told["year"], value), value)
            for place, value in sheet.cells.items()
        }
        found[sheet.name] = sheet
    return _cut(told, found)


def _cut(told: dict[str, Any], found: dict[str, Sheet]) -> dict[str, Sheet]:
    """The tables as far as the transcription goes, where the page it was made from is cut."""
    if told["authority"].startswith("(株洲市)"):
        return {
            "主动公开": found["主动公开"],
            "依申请公开": split(found["依申请公开"], 6)[0],
        }
    if "某街道" in told["authority"]:
        head = next(
            row
            for (row, _), text in found["主动公开"].cells.items()
            if text == "第二十条第（六）项"
        )
        return {"主动公开": split(found["主动公开"], head + 3)[0]}
    return found


def _one_line_others(sheet: Sheet, numbers: dict[str, int | Decimal | None]) -> None:
    """(六)其他处理 in one line, as the edition of 2019 had it, where the report prints it so."""
    if not any(key.startswith("requests.other_handling.") for key in numbers):
        return
    rows = sorted({row for (row, _), key in sheet.keys.items() if key.startswith(_OTHERS)})
    if len(rows) != len(_OTHERS):
        return
    first, last = rows[0], rows[-1]
    for place, key in list(sheet.keys.items()):
        if place[0] == first:
            sheet.keys[place] = f"requests.other_handling.{key.rpartition('.')[2]}"
    for held in (sheet.cells, sheet.kinds, sheet.keys):
        for place in [one for one in held if first < one[0] <= last]:
            del held[place]
    sheet.merges = [m for m in sheet.merges if not (first <= m[0] <= last and m[1] > 1)]
    sheet.cells.pop((first, 3), None)
    sheet.put(first, 2, "（六）其他处理", "label", (first, 3))
    sheet.move(lambda row, column: (row - (last - first) if row > first else row, column))


def parts(told: dict[str, Any], tables: dict[str, Sheet] | None = None) -> list[Part]:
    """The report from its title on: paragraphs and tables."""
    tables = sheets(told) if tables is None else tables
    year = told["year"]
    total = told["tables"].get("requests", {}).get("new_received", {}).get("total", 0)
    found: list[Part] = [
        f"{told['authority']}{year}年政府信息公开工作年度报告",
        f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        "一、总体情况",
        f"{year}年，受理政府信息公开申请{total}件，比{year - 1}年增加3件，网站发布信息1234条。",
    ]
    for name, sheet in tables.items():
        found += [TITLES.get(name, "四、政府信息公开行政复议、行政诉讼情况"), sheet]
    return [*found, "五、存在的主要问题及改进情况", f"{year}年共发现问题7个。", "六、其他：无"]


def as_html(told: dict[str, Any], folder: Path) -> Path:
    path = folder / "report.html"
    path.write_bytes(html_page(parts(told), "gb2312"))
    return path


def as_docx(told: dict[str, Any], folder: Path) -> Path:
    path = folder / "report.docx"
    save_docx(parts(told), path)
    return path


def as_xlsx(told: dict[str, Any], folder: Path) -> Path:
    path = folder / "report.xlsx"
    tables = list(sheets(told).values())
    title = f"{told['authority']}{told['year']}年政府信息公开工作年度报告"
    for sheet in tables:
        sheet.insert_row(1)
        sheet.put(1, 1, title, "title")
    save(Book(FORMS[told["edition"]], told["authority"], str(told["year"]), tables, {}), path)
    return path


KINDS: dict[str, Callable[[dict[str, Any], Path], Path]] = {
    "html": as_html,
    "docx": as_docx,
    "xlsx": as_xlsx,
}


def figures(taken: Taken) -> dict[str, Figure]:
    """The figures of the one submission of a file."""
    (submission,) = taken.submissions
    return {figure.key: figure for figure in submission.figures}


def errors(taken: Taken) -> Iterator[tuple[str, str, str]]:
    """Rule, sheet and cell of each problem that matters."""
    for one in taken.problems:
        if one.severity != "info":
            yield one.rule, one.place.sheet, one.place.cell

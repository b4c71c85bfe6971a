"""What the libraries cost alone: a program that reads, prints and writes, and knows nothing.

    python -m benchmarks.floor FOLDER -o out.xlsx [--jobs 2]

It starts with Typer, reads every workbook with python-calamine in that many processes, loads pandas
meanwhile as hcstats does, prints a table with rich and writes with XlsxWriter as many rows as a run
over the folder has files. Nothing is recognised, checked, hashed, proved or kept: hcstats cannot
cost less than this without other libraries.
"""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()
_BATCH = 50
_COLUMNS = 12


def read(paths: list[str]) -> int:
    """How many sheets the workbooks have; every cell and merge of them is read."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (in the worker only)

    sheets = 0
    for path in paths:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            content = sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges
            sheets += any(content)
    return sheets


def load() -> None:
    """Load pandas, as a run does while workers read."""
    import pandas  # noqa: F401, PLC0415


def write(path: Path, names: list[str]) -> None:
    """A row a file, as the list of inputs, of units or of problems has it."""
    import xlsxwriter  # noqa: PLC0415

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, name in enumerate(names):
            for column in range(_COLUMNS):
                sheet.write(row, column, name if column % 2 else row)


def show(sheets: int) -> None:
    """A table of totals, added up by pandas."""
    import pandas as pd  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    frame = pd.DataFrame({"key": list(range(250)), "value": [sheets] * 250})
    table = Table("key", "value")
    for key, value in frame.groupby("key")["value"].sum().items():
        table.add_row(str(key), str(value))
    Console().print(table)


@app.command()
def main(
    folder: Path,
    out: Annotated[Path, typer.Option("--out", "-o")] = Path("out.xlsx"),
    jobs: int = 1,
) -> None:
    """Read every workbook of a folder, print a table and write a workbook."""
    names = sorted(str(path) for path in folder.rglob("*.xlsx"))
    batches = [names[at : at + _BATCH] for at in range(0, len(names), _BATCH)]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        answers = pool.map_async(read, batches, chunksize=1)
        thread = threading.Thread(target=load)
        thread.start()
        sheets = sum(answers.get())
        thread.join()
    write(out, names)
    show(sheets)


if __name__ == "__main__":
    app()

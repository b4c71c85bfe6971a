"""Submissions as drawn: their sheets, and what every figure should be read as."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from hcstats.templates.canvas import Position, Sheet, Value

__all__ = ["Book", "Entry", "Position", "Sheet", "Value", "text_grid"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell is meant to say: the figure's value as it should be read, or None if blank."""

    value: int | Decimal | None
    status: str = "reported"
    approximate: bool = False


@dataclass
class Book:
    """A submission as drawn: its sheets and what every figure should be read as."""

    form: str
    unit: str
    period: str
    sheets: list[Sheet]
    truth: dict[str, Entry]
    local_rows: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """The distortions that were applied, for messages of failing tests."""

    def places(self) -> dict[str, tuple[str, Position]]:
        """Sheet and position of every figure."""
        return {
            key: (sheet.name, position)
            for sheet in self.sheets
            for position, key in sheet.keys.items()
        }


def text_grid(sheet: Sheet) -> str:
    """A sheet as text, one line a row, for the messages of failing tests."""
    lines = []
    for row in range(1, sheet.height + 1):
        cells = [str(sheet.cells.get((row, column), "")) for column in range(1, sheet.width + 1)]
        lines.append(f"{row:>3} " + " | ".join(cell.replace("\n", "⏎") for cell in cells))
    return "\n".join(lines)

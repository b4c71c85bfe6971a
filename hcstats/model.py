"""The words that every layer shares: immutable records, and nothing that computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Number = int | Decimal
"""A value read from a cell. Never a binary float: 0.1 in a cell is Decimal("0.1")."""


class HcstatsError(Exception):
    """What stops the run: bad usage, an unreadable definition, an output that cannot be written."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message


class Severity(StrEnum):
    """How much a problem matters: 强制, 核实, 提示."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """What a figure's cell holds."""

    REPORTED = "reported"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    UNREADABLE = "unreadable"


class Kind(StrEnum):
    """What sort of number an item takes: a count, a signed change, an amount of money."""

    COUNT = "count"
    CHANGE = "change"
    AMOUNT = "amount"


class CellKind(StrEnum):
    """What the file says that a cell is, before anything is interpreted."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    PERCENT = "percent"
    ERROR = "error"
    UNCALCULATED = "uncalculated"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to the user, kept as template and parameters until the language is known.

    `template` is English with `{name}` fields and is the gettext key; `chinese`, where given,
    is the Chinese template itself (rules of a form carry both languages as data).
    """

    template: str
    params: tuple[tuple[str, object], ...] = ()
    chinese: str = ""


def say(template: str, /, **params: object) -> Message:
    """A message for the user; Babel extracts the first argument of every call."""
    return Message(template, tuple(params.items()))


@dataclass(frozen=True, slots=True)
class Label:
    """An official Chinese label with its English gloss, which is added in English output only."""

    text: str
    gloss: str = ""


class Merge(NamedTuple):
    """A merged range, 1-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One non-empty cell as it lies in the file.

    `text` is what the cell shows as far as the file tells (a number as its shortest decimal
    form, an error as `#REF!`, an uncalculated formula as `=…`); `value` is set for `NUMBER` and
    `PERCENT` alone (a percentage as its fraction).
    """

    text: str
    kind: CellKind = CellKind.TEXT
    value: Number | None = None


Position = tuple[int, int]
"""Row and column of a cell, 1-based: (6, 3) is C6."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: sparse cells by position, merged ranges, what is hidden. Nothing interpreted.

    `name` is the sheet's name as the file has it, empty for a csv file, which has no sheets.
    """

    name: str
    cells: Mapping[Position, Cell]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the inputs: file as the user named it, sheet, Excel address."""

    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the data, as a value: collected, never raised."""

    rule: str
    severity: Severity
    message: Message
    place: Place = Place()
    unit_code: str = ""
    unit: str = ""
    period: str = ""
    key: str = ""
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One reported number with the cell that it came from; `value` is set if `REPORTED` only."""

    form: str
    edition: str
    unit_code: str
    unit: str
    period: str
    key: str
    value: Number | None
    status: Status
    approximate: bool
    file: str
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit by code and name, as coverage lists and JSON show it; the code may be empty."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What one unit reported for one period on one form, wherever in a file it lies."""

    file: str
    form: str
    period: str
    unit_code: str
    unit: str
    figures: tuple[Figure, ...]
    covers_subordinates: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A number to show: value, whether it is approximate (约), and why it is absent if it is."""

    value: Number | None
    approximate: bool = False
    status: Status = Status.REPORTED


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one key over units; `units` counts those that reported a value for it.

    `group` is `all` (汇总), `city` (本级: the city's own departments) or `county` (县区).
    """

    key: str
    amount: Amount
    units: int
    group: str = "all"


@dataclass(frozen=True, slots=True)
class UnitValue:
    """One key of one unit, as it went into the totals, with the figure that it came from."""

    unit_code: str
    unit: str
    key: str
    amount: Amount
    figure: Figure


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A rate as a fraction (None where the denominator is 0 or unknown) with both its operands."""

    id: str
    value: Decimal | None
    numerator: Amount
    denominator: Amount


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two files of one unit and period: the first counts, the others do not."""

    unit: UnitRef
    files: tuple[str, ...]
    same_figures: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who was expected, who reported. `registered` is False if no list of units was given."""

    expected: tuple[UnitRef, ...]
    reported: tuple[UnitRef, ...]
    missing: tuple[UnitRef, ...]
    zero_reports: tuple[UnitRef, ...]
    duplicates: tuple[Duplicate, ...]
    registered: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What produced an output: stands on every one of them."""

    version: str
    command: str
    inputs: tuple[tuple[str, str], ...]
    """File as named in every place, sha256 in hex; in the order of reading."""
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """How the relations came out; `run` is the sum of the other three."""

    passed: int = 0
    failed: int = 0
    not_assessable: int = 0

    @property
    def run(self) -> int:
        """All assessments that were tried."""
        return self.passed + self.failed + self.not_assessable

    def __add__(self, other: RuleCounts) -> RuleCounts:
        return RuleCounts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.not_assessable + other.not_assessable,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that one run of `aggregate` found; tables and writers read only this.

    `form` is empty when no submission was recognised. `figures` holds every recognised figure of
    every file, also those that are not counted (duplicates, other editions).
    """

    form: str
    period: str
    authority: str
    coverage: Coverage
    totals: tuple[Total, ...]
    groups: tuple[Total, ...]
    by_unit: tuple[UnitValue, ...]
    indicators: tuple[IndicatorValue, ...]
    problems: tuple[Problem, ...]
    figures: tuple[Figure, ...]
    rules: RuleCounts
    run: Run
    county_units: frozenset[tuple[str, str]] = frozenset()
    """Code and name of the counted units that are counties or under one."""


Text = str | Message | Label
"""What a table shows as words."""

TableValue = Text | Number | Amount | None
"""What a table's cell holds: a value, never a formatted number."""


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: heading, and the format as intent (`text`, `number`, `percent`)."""

    title: Text
    format: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Something to show: values with formatting as intent. Writers render and never compute.

    `levels` gives each row's depth in the form's hierarchy (a heading is a row whose other
    cells are None); empty means flat. `name` is the sheet name or file suffix that it goes by.
    """

    name: Text
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableValue, ...], ...]
    levels: tuple[int, ...] = ()
    notes: tuple[Text, ...] = field(default=())

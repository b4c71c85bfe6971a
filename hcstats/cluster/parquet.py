"""Figures as the rows of a table, and such a table as the bytes of a Parquet file and back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from hcstats.columns import Columns
from hcstats.model import HcstatsError, Status, Submission, say

if TYPE_CHECKING:
    import pyarrow as pa

_DIGITS, _DECIMALS = 38, 10


def schema() -> pa.Schema:
    """The columns of `extract` in their order, then what tells a submission, and if it counts."""
    import pyarrow as pa  # noqa: PLC0415

    text, value = pa.string(), pa.decimal128(_DIGITS, _DECIMALS)
    return pa.schema(
        [
            ("form", text),
            ("edition", text),
            ("unit_code", text),
            ("unit", text),
            ("period", text),
            ("key", text),
            ("value", value),
            ("status", text),
            ("approximate", pa.bool_()),
            ("file", text),
            ("sheet", text),
            ("cell", text),
            ("text", text),
            ("group", text),
            ("submission", pa.int32()),
            ("counted", pa.bool_()),
        ]
    )


class Own(NamedTuple):
    """A submission whose figures are rows of a part."""

    submission: Submission
    figures: Columns
    group: str
    place: int
    counted: bool

    def rows(self) -> dict[str, Sequence[object]]:
        """Its figures by column, value and approximate left to be filled in."""
        own, (keys, sheets, cells, values, odd) = self.submission, self.figures
        count = len(keys)
        form, _, edition = own.form.rpartition("/")
        blank, reported = str(Status.BLANK), str(Status.REPORTED)
        found: dict[str, list[object]] = {
            "status": [blank if value is None else reported for value in values],
            "approximate": [False] * count,
            "text": ["" if value is None else str(value) for value in values],
        }
        for at, one in odd.items():
            found["status"][at] = str(one.status)
            found["approximate"][at] = one.approximate
            found["text"][at] = as_utf8(one.text)
        return {
            "form": [form] * count,
            "edition": [edition] * count,
            "unit_code": [as_utf8(own.unit_code)] * count,
            "unit": [as_utf8(own.unit)] * count,
            "period": [own.period] * count,
            "key": keys,
            "value": values,
            "file": [as_utf8(own.file)] * count,
            "sheet": [as_utf8(one) for one in sheets],
            "cell": cells,
            "group": [self.group] * count,
            "submission": [self.place] * count,
            "counted": [self.counted] * count,
            **found,
        }


def table_of(entries: Sequence[Own]) -> pa.Table:
    """Submissions as the rows of one table."""
    import pyarrow as pa  # noqa: PLC0415

    plan = schema()
    columns_: dict[str, list[object]] = {name: [] for name in plan.names}
    for entry in entries:
        for name, column in entry.rows().items():
            columns_[name] += column
    arrays = {
        name: pa.array(column, plan.field(name).type)
        for name, column in columns_.items()
        if name != "value"
    }
    arrays["value"] = _values(columns_["value"], entries)
    return pa.table({name: arrays[name] for name in plan.names}, schema=plan)


def _values(values: Sequence[object], entries: Sequence[Own]) -> pa.Array:
    """Numbers as decimals, every digit kept; an HcstatsError names the cell of one too long."""
    import pyarrow as pa  # noqa: PLC0415

    exact = pa.decimal128(_DIGITS, _DECIMALS)
    try:
        if all(value is None or isinstance(value, int) for value in values):
            return pa.array(values, pa.int64()).cast(exact)
        return pa.array([None if one is None else Decimal(str(one)) for one in values], exact)
    except (pa.ArrowInvalid, OverflowError) as error:
        raise _unfit(entries) from error


def _unfit(entries: Sequence[Own]) -> HcstatsError:
    """Names the cell whose number has more digits than the column can hold."""
    places = (
        (f"{one.submission.file}[{sheet}!{cell}]", value)
        for one in entries
        for sheet, cell, value in zip(*one.figures[1:4], strict=True)
    )
    place, value = next(
        entry for entry in places if entry[1] is not None and not _fits(Decimal(entry[1]))
    )
    return HcstatsError(
        say(
            "{place}: {value} has more digits than a Parquet column holds (28 before and 10 "
            "behind the point); leave the data set out, or have it corrected.",
            place=place,
            value=value,
        )
    )


def _fits(value: Decimal) -> bool:
    _, digits, exponent = value.as_tuple()
    behind = -exponent if isinstance(exponent, int) else _DIGITS
    return behind <= _DECIMALS and len(digits) - behind <= _DIGITS - _DECIMALS


def bytes_of(table: pa.Table) -> bytes:
    """A table as a Parquet file, read back and compared; HcstatsError if it is another."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    data = stream.getvalue()
    if not table_in(data).equals(table):
        raise HcstatsError(say("What was written as Parquet does not read back as it was meant."))
    return data


def table_in(data: bytes) -> pa.Table:
    """The table that a Parquet file holds."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    return pq.read_table(io.BytesIO(data))


def as_utf8(value: object) -> str:
    """A text as UTF-8 can hold it: bytes of a file's name that are none are written out."""
    return str(value).encode("utf-8", "backslashreplace").decode()

"""Figures as a partitioned Parquet data set: parts that are whole or not there, then one name.

Workers write parts into a folder beside the wanted one; once all are there and what does not count
is marked, the folder takes its name. A part is named by the files that its rows are of, so that
a batch that is read twice writes the same part twice.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hcstats.cluster.addresses import reached, storage
from hcstats.cluster.named import is_address
from hcstats.cluster.records import Mended, Mending, Source, Target, Written
from hcstats.columns import Columns, columns
from hcstats.model import HcstatsError, Status, Submission, say
from hcstats.saving import cannot_write
from hcstats.submissions import Taken
from hcstats.units import Register

if TYPE_CHECKING:
    import pyarrow as pa

UNKNOWN = "unknown"
"""The folder of a year or region that is not known; not all readers take a null there."""
UNDATED = f"year={UNKNOWN}/"
_DIGITS, _DECIMALS = 38, 10
_UNSAFE = re.compile(r'[\x00-\x1f"#%\'*/:=?\\{\[\]^|<>]')


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


def write(
    target: Target, sources: Sequence[Source], taken: Sequence[Taken], register: Register
) -> list[Written]:
    """Write the figures of a batch, a part for each period and region in it."""
    first, last = sources[0].number, sources[-1].number
    folders: dict[tuple[str, bool], list[_Own]] = {}
    for source, one in zip(sources, taken, strict=True):
        apart = one.export and not source.named
        for place, (own, resolved) in enumerate(zip(one.submissions, one.resolved, strict=True)):
            folder = f"year={_safe(own.period)}/region={_safe(_region(own, source, register))}"
            entry = _Own(own, columns(own.figures), _group(own, register), place, resolved)
            folders.setdefault((folder, apart), []).append(entry)
    written = []
    for (folder, apart), entries in folders.items():
        kind = "exports" if apart else "part"
        if folder.startswith(UNDATED):
            kind = f"undated-{kind}"
        name = f"{folder}/{kind}-{first:08}-{last:08}.parquet"
        table = _table_of(entries)
        data = _written(table)
        if not is_address(target.address) and not Path(target.address).is_dir():
            # The run has ended without whoever was given the batch; nobody waits for it.
            raise HcstatsError(say("The folder of the data set is gone: {path}", path=name))
        put(f"{target.address}/{name}", data)
        digest = hashlib.sha256(data).hexdigest()
        written.append(Written(name, first, last, table.num_rows, digest, apart))
    return written


def dated(part: Written, target: Target, period: str) -> Written:
    """A part of submissions that do not say their year, in the folder of the one they count for."""
    name = part.name.replace(UNDATED, f"year={_safe(period)}/")
    move(f"{target.address}/{part.name}", f"{target.address}/{name}")
    return part._replace(name=name)


def mended(mending: Mending) -> Mended:
    """Parts written anew, with the rows of some submissions marked as not counted."""
    import pyarrow as pa  # noqa: PLC0415

    result = Mended(files=len(mending.files))
    for part, found in mending.files:
        out = {(_text(name), place) for name, place in found}
        address = f"{mending.address}/{part.name}"
        table = _table(_bytes(address))
        names, places = table["file"].to_pylist(), table["submission"].to_pylist()
        counted = [
            one and (name, place) not in out
            for one, name, place in zip(table["counted"].to_pylist(), names, places, strict=True)
        ]
        column = table.schema.get_field_index("counted")
        table = table.set_column(column, "counted", pa.array(counted, pa.bool_()))
        data = _written(table)
        put(address, data)
        result.written.append(part._replace(sha256=hashlib.sha256(data).hexdigest()))
    return result


def _safe(value: str) -> str:
    """A value as it may stand in a folder's name."""
    return _UNSAFE.sub(lambda sign: f"%{ord(sign.group()):02X}", value) or UNKNOWN


def _region(one: Submission, source: Source, register: Register) -> str:
    """The code of the county that a unit is of, else of the city, else the folder of its file."""
    unit = register.by_code(one.unit_code)
    if unit is None:
        return source.region
    line = (unit, *register.ancestors(unit))
    for level in ("county", "city"):
        found = next((above.code for above in line if above.level == level), "")
        if found:
            return found
    return line[-1].code


def _group(one: Submission, register: Register) -> str:
    unit = register.by_code(one.unit_code)
    return register.group(unit) if unit else "city"


class _Own(NamedTuple):
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
            found["text"][at] = _text(one.text)
        return {
            "form": [form] * count,
            "edition": [edition] * count,
            "unit_code": [_text(own.unit_code)] * count,
            "unit": [_text(own.unit)] * count,
            "period": [own.period] * count,
            "key": keys,
            "value": values,
            "file": [_text(own.file)] * count,
            "sheet": [_text(one) for one in sheets],
            "cell": cells,
            "group": [self.group] * count,
            "submission": [self.place] * count,
            "counted": [self.counted] * count,
            **found,
        }


def _table_of(entries: Sequence[_Own]) -> pa.Table:
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


def _values(values: Sequence[object], entries: Sequence[_Own]) -> pa.Array:
    """Numbers as decimals, every digit kept; an HcstatsError names the cell of one too long."""
    import pyarrow as pa  # noqa: PLC0415

    exact = pa.decimal128(_DIGITS, _DECIMALS)
    try:
        if all(value is None or isinstance(value, int) for value in values):
            return pa.array(values, pa.int64()).cast(exact)
        return pa.array([None if one is None else Decimal(str(one)) for one in values], exact)
    except (pa.ArrowInvalid, OverflowError) as error:
        raise _unfit(entries) from error


def _text(value: object) -> str:
    """A text as UTF-8 can hold it: bytes of a file's name that are none are written out."""
    return str(value).encode("utf-8", "backslashreplace").decode()


def _written(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq  # noqa: PLC0415

    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    data = stream.getvalue()
    if not _table(data).equals(table):
        raise HcstatsError(say("What was written as Parquet does not read back as it was meant."))
    return data


def _table(data: bytes) -> pa.Table:
    import pyarrow.parquet as pq  # noqa: PLC0415

    return pq.read_table(io.BytesIO(data))


def _unfit(entries: Sequence[_Own]) -> HcstatsError:
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


def put(address: str, data: bytes) -> None:
    """Bytes under a name that is never seen while they are not all there."""
    if not is_address(address):
        path = Path(address)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            os.replace(beside, path)  # noqa: PTH105  (the atomic one)
        except OSError as error:
            raise cannot_write(address, error) from error
        finally:
            beside.unlink(missing_ok=True)
        return
    system, path_in = storage(address)
    folder, _, name = path_in.rpartition("/")
    aside = f"{folder}/.{name}.{secrets.token_hex(4)}"

    def act() -> None:
        system.makedirs(folder, exist_ok=True)
        system.pipe_file(aside, data)
        system.mv(aside, path_in)

    reached(address, act)


def move(address: str, other: str) -> None:
    """Give a file of a data set another name in it."""
    if not is_address(address):
        try:
            Path(other).parent.mkdir(parents=True, exist_ok=True)
            os.replace(address, other)  # noqa: PTH105
        except OSError as error:
            raise cannot_write(other, error) from error
        return
    system, path = storage(address)
    path_then = storage(other)[1]
    system.makedirs(path_then.rpartition("/")[0], exist_ok=True)
    reached(address, lambda: system.mv(path, path_then))


def _bytes(address: str) -> bytes:
    if not is_address(address):
        return Path(address).read_bytes()
    system, path = storage(address)
    data: bytes = reached(address, lambda: system.cat_file(path))
    return data

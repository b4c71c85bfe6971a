"""Figures as a partitioned Parquet data set: parts that are whole or not there, then one name.

Workers write parts into a folder beside the wanted one; once all are there and what does not count
is marked, the folder takes its name. A part is named by the files that its rows are of, so that
a batch that is read twice writes the same part twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from hcstats.cluster.again import Mended, Mending
from hcstats.cluster.named import is_address
from hcstats.cluster.parquet import Own, as_utf8, bytes_of, table_in, table_of
from hcstats.cluster.records import Source, Target, Written
from hcstats.cluster.storage import move, put, read
from hcstats.columns import columns
from hcstats.counted import group_of
from hcstats.model import HcstatsError, Submission, say
from hcstats.submissions import Taken
from hcstats.units import Register

UNKNOWN = "unknown"
"""The folder of a year or region that is not known; not all readers take a null there."""
UNDATED = f"year={UNKNOWN}/"
_UNSAFE = re.compile(r'[\x00-\x1f"#%\'*/:=?\\{\[\]^|<>]')


def write(
    target: Target, sources: Sequence[Source], taken: Sequence[Taken], register: Register
) -> list[Written]:
    """Write the figures of a batch, a part for each period and region in it."""
    first, last = sources[0].number, sources[-1].number
    folders: dict[tuple[str, bool], list[Own]] = {}
    for source, one in zip(sources, taken, strict=True):
        apart = one.export and not source.named
        for place, (own, resolved) in enumerate(zip(one.submissions, one.resolved, strict=True)):
            folder = f"year={_safe(own.period)}/region={_safe(_region(own, source, register))}"
            entry = Own(own, columns(own.figures), group_of(own, register), place, resolved)
            folders.setdefault((folder, apart), []).append(entry)
    written = []
    for (folder, apart), entries in folders.items():
        kind = "exports" if apart else "part"
        if folder.startswith(UNDATED):
            kind = f"undated-{kind}"
        name = f"{folder}/{kind}-{first:08}-{last:08}.parquet"
        table = table_of(entries)
        data = bytes_of(table)
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
        out = {(as_utf8(name), place) for name, place in found}
        address = f"{mending.address}/{part.name}"
        table = table_in(read(address))
        names, places = table["file"].to_pylist(), table["submission"].to_pylist()
        counted = [
            one and (name, place) not in out
            for one, name, place in zip(table["counted"].to_pylist(), names, places, strict=True)
        ]
        column = table.schema.get_field_index("counted")
        table = table.set_column(column, "counted", pa.array(counted, pa.bool_()))
        data = bytes_of(table)
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

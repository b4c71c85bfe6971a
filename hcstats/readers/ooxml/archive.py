"""The parts of a workbook by name, as tolerant as spreadsheet programs are."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from types import TracebackType

from hcstats.model import say
from hcstats.readers.faults import Unreadable

_LARGEST = 200 * 1024 * 1024
_CHUNK = 256 * 1024


class Archive:
    """An archive whose parts are found whatever the case and the slashes of their names."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        infos = self._archive.infolist()
        if sum(info.file_size for info in infos) > _LARGEST:
            raise Unreadable(
                "file.unreadable",
                say("The workbook unpacks to more than 200 MB; have it cleaned up and sent again."),
            )
        self._names = {_folded(info.filename): info for info in infos}
        if len(self._names) < len(infos):
            raise Unreadable(
                "file.unreadable",
                say(
                    "Two parts of the file have the same name, so what it says is not certain; "
                    "open it in Excel or WPS, save it anew and send it again. It is not counted."
                ),
            )

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._names

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece; its size and checksum are proved at its end."""
        with self._archive.open(self._names[_folded(name)]) as part:
            while chunk := part.read(_CHUNK):
                yield chunk


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def target(folder: str, written: str) -> str:
    """The name of a part that another part in `folder` points to."""
    return posixpath.normpath(posixpath.join("/", folder, written)).lstrip("/")

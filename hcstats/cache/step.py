"""What workers do: only what is not kept is read, and comes back as a block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from hcstats.packed import Parcel, parcel_of
from hcstats.readers import Reading, read_input
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings, take_readings


def nothing_known(name: str, sha256: str) -> bool:  # noqa: ARG001
    """No content is kept."""
    return False


def take_unknown(
    files: Sequence[InputFile], settings: Settings, knows: Callable[[str, str], bool]
) -> Parcel:
    """What each file gave; of content that is kept under the file's name only the hash is told."""
    digests: list[str] = []
    places: list[int] = []

    def others() -> Iterator[Reading]:
        for place, file in enumerate(files):
            known = partial(knows, file.name)
            reading = read_input(file, quickly=True, known=known)
            digests.append(reading.sha256)
            if not (reading.sha256 and known(reading.sha256)):
                places.append(place)
                yield reading

    taken = take_readings(others(), settings)
    return parcel_of(digests, dict(zip(places, taken, strict=True)), settings.register)

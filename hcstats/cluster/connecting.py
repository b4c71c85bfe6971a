"""A Dask cluster reached: its scheduler answers, it has workers, and they run the same program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hcstats import __version__
from hcstats.cluster.storage import reason_of
from hcstats.model import HcstatsError, Message, say

if TYPE_CHECKING:
    from distributed import Client

_ANSWERS, _WORKERS = 8.0, 8.0
"""Seconds for the scheduler to answer, and for a first worker to be there."""


def connected(scheduler: str) -> Client:
    """The client of a scheduler; HcstatsError if none answers."""
    from distributed import Client  # noqa: PLC0415

    where: dict[str, Any] = {"address": scheduler}
    if "://" not in scheduler:
        path = Path(scheduler)
        if path.is_file():
            where = {"scheduler_file": scheduler}
        elif ":" not in scheduler:
            raise HcstatsError(
                say(
                    "There is no scheduler file '{path}'; --scheduler takes one or an address as "
                    "tcp://HOST:8786.",
                    path=scheduler,
                )
            )
    try:
        return Client(**where, timeout=_ANSWERS)
    except Exception as error:
        raise HcstatsError(
            say(
                "No Dask scheduler answers at {address} ({reason}); start one with: dask scheduler",
                address=scheduler,
                reason=reason_of(error),
            )
        ) from error


def cores_of(client: Client, scheduler: str) -> int:
    """How many cores the workers have; HcstatsError if there are none, or with other versions."""
    try:
        client.wait_for_workers(1, timeout=_WORKERS)
    except TimeoutError as error:
        raise HcstatsError(
            say(
                "The scheduler {address} has no workers; start some with: dask worker {address}",
                address=scheduler,
            )
        ) from error
    _same_versions(client)
    return sum(client.nthreads().values())


def _same_versions(client: Client) -> None:
    own = {"hcstats": __version__, "python": "{}.{}".format(*sys.version_info)}
    found = client.get_versions(packages=["hcstats"])
    for address, worker in found["workers"].items():
        packages = worker["packages"]
        python = ".".join(str(packages["python"]).split(".")[:2])
        there = {"hcstats": packages.get("hcstats") or "", "python": python}
        if there != own:
            raise HcstatsError(_differing(address, there, own))


def _differing(address: str, there: dict[str, str], own: dict[str, str]) -> Message:
    if not there["hcstats"]:
        return say(
            "The worker {address} has no hcstats; install version {own} on every worker.",
            address=address,
            own=own["hcstats"],
        )
    return say(
        "The worker {address} runs hcstats {there} on Python {python}, this is hcstats {own} on "
        "Python {here}; install the same on both.",
        address=address,
        there=there["hcstats"],
        python=there["python"],
        own=own["hcstats"],
        here=own["python"],
    )

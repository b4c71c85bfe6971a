"""A Dask cluster as the place where batches are read."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Generic

from hcstats.cluster.connecting import connected, cores_of
from hcstats.cluster.engine import granted
from hcstats.cluster.isolated import act
from hcstats.cluster.records import Plan
from hcstats.cluster.steps import L, R, Refused, Step, together
from hcstats.cluster.storage import reason_of
from hcstats.model import HcstatsError, say

if TYPE_CHECKING:
    from distributed import Client, Future

_GONE = 60.0
"""Seconds without any worker."""
_ROUND = 0.5
_DEATHS = 5
"""Deaths of workers over one file after which it is given up."""
_FAN = 8
"""Results that are put together on a worker before they are sent here."""
_AHEAD = 4
"""Loads a core that the scheduler holds at once: enough to keep all busy, few to cancel."""


class Cluster:
    """The workers of a cluster, asked through its scheduler."""

    def __init__(self, client: Client, cores: int) -> None:
        self.client = client
        self.cores = cores

    def results(self, step: Step[L, R], loads: Sequence[L], plan: Plan) -> Iterator[R]:
        """What a step makes of each load; eight results are one before they come here.

        A load whose workers die as often as the scheduler allows is taken up again in two.
        """
        run = _Run(self.client, step, list(loads), plan, self.cores * _AHEAD)
        try:
            yield from run.results()
        finally:
            run.cancel()


class _Run(Generic[L, R]):
    """The loads of one step on their way through the cluster."""

    def __init__(
        self, client: Client, step: Step[L, R], loads: list[L], plan: Plan, ahead: int
    ) -> None:
        self.client, self.step, self.ahead = client, step, max(ahead, 2 * _FAN)
        self.left = list(reversed(loads))
        self.running: dict[Future, L] = {}
        self.read: dict[Future, L] = {}
        self.joined: dict[Future, list[L]] = {}
        """Futures that put results together, and what of."""
        self.given_up: list[R] = []
        self.deaths: Counter[object] = Counter()
        """Workers that died over a single file."""
        # A task like the others, so that another worker makes it again if this one's dies.
        self.plan = client.submit(_same, plan, pure=False)
        self.seen = time.monotonic()

    def results(self) -> Iterator[R]:
        while self.left or self.running or self.read or self.joined:
            self._send()
            yield from self._finished()
        yield from self.given_up

    def cancel(self) -> None:
        with suppress(Exception):  # the cluster may be gone, which ends its tasks too
            self.client.cancel([*self.running, *self.read, *self.joined, self.plan], force=True)

    def _send(self) -> None:
        while self.left and len(self.running) < self.ahead:
            load = self.left.pop()
            future = self.client.submit(act, self.step, load, self.plan, pure=False)
            self.running[future] = load
        if len(self.read) >= _FAN or (self.read and not self.running):
            future = self.client.submit(_together, list(self.read), pure=False)
            self.joined[future] = list(self.read.values())
            self.read = {}

    def _finished(self) -> Iterator[R]:
        from distributed import wait  # noqa: PLC0415

        try:
            futures = [*self.running, *self.joined]
            done = wait(futures, timeout=_ROUND, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            self._look()
            return
        for future in done:
            if future.status != "finished":
                self._failed(future)
            elif future in self.running:
                self.read[future] = self.running.pop(future)
            else:
                del self.joined[future]
                yield granted(future.result())

    def _failed(self, future: Future) -> None:
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        if future.status in ("cancelled", "lost"):
            raise HcstatsError(say("The scheduler has gone or dropped the run; start it anew."))
        error = future.exception()
        if isinstance(error, KilledWorker):
            if future in self.joined:
                self.left += self.joined.pop(future)
            else:
                self._halve(self.running.pop(future))
            return
        raise HcstatsError(
            say(
                "A worker could not run the step ({kind}: {reason}).",
                kind=type(error).__name__,
                reason=reason_of(error or Exception()),
            )
        )

    def _halve(self, load: L) -> None:
        """Take up a load again in two, as its workers died.

        A single file is given up after some such deaths: files are opened by helpers of the
        worker, so that it is hardly ever the file that is to blame.
        """
        if len(load.files) > 1:
            self.left += load.halves()
            return
        self.deaths[load.files] += 1
        if self.deaths[load.files] < _DEATHS:
            self.left.append(load)
        else:
            self.given_up.append(granted(self.step.lost(load)))

    def _look(self) -> None:
        """Raise HcstatsError once scheduler or workers have been away for too long."""
        now = time.monotonic()
        if self.client.status == "running" and self.client.scheduler_info()["workers"]:
            self.seen = now
        elif now - self.seen > _GONE:
            raise HcstatsError(say("The cluster has lost all its workers; start some and rerun."))


def _same(plan: Plan) -> Plan:
    return plan


def _together(results: Sequence[R | Refused]) -> R | Refused:
    for one in results:
        if isinstance(one, Refused):
            return one
    return together([one for one in results if not isinstance(one, Refused)])


@contextmanager
def cluster(scheduler: str) -> Iterator[Cluster]:
    """The cluster of a scheduler, by its address or by the path of its file.

    Raises HcstatsError at once if it cannot be reached, has no workers, or if they run another
    version of hcstats or of Python.
    """
    if find_spec("distributed") is None:
        raise HcstatsError(say("--scheduler needs more: pip install hcstats[cluster]"))
    client = connected(scheduler)
    try:
        yield Cluster(client, cores_of(client, scheduler))
    finally:
        with suppress(Exception):  # nothing is lost with a farewell that nobody hears
            client.close(timeout=2)

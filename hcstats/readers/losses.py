"""Files at which the reading itself came to an end: what is said of them."""

from __future__ import annotations

from typing import Protocol

from hcstats.catalogue import problem
from hcstats.model import Message, Place, say
from hcstats.readers.workbook import Reading
from hcstats.workers import SECONDS, Loss, Reason


class Named(Protocol):
    """What goes by a name in places and outputs: an input file, or what was read of it."""

    @property
    def name(self) -> str:
        """The name."""


def lost_reading(file: Named, loss: Loss) -> Reading:
    """The reading of a file that could not be read to its end: one problem, no grid."""
    found = problem("file.unreadable", _message(loss), Place(file.name))
    return Reading(file.name, "", (), (found,), "")


def _message(loss: Loss) -> Message:
    if loss.reason is Reason.TIME:
        return say(
            "Reading the file takes longer than {seconds} seconds, as no submission does; have "
            "the table alone copied to a new workbook and sent again. It is not counted.",
            seconds=round(SECONDS),
        )
    if loss.reason is Reason.MEMORY:
        return say(
            "Reading the file takes more than 1 GB of memory, as no submission does; have the "
            "table alone copied to a new workbook and sent again. It is not counted."
        )
    if loss.reason is Reason.CRASHED:
        return say(
            "The reader broke down at the file ({reason}): it is damaged, or made to do harm. Open "
            "it in Excel or WPS, save it anew, or ask the unit to send it again. It is not "
            "counted.",
            reason=loss.detail or loss.reason.value,
        )
    return say(
        "Internal error at the file ({reason}). This is a fault of hcstats; please report it with "
        "the file. It is not counted.",
        reason=loss.detail,
    )

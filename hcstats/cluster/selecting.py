"""What counts, from heads alone; and what few submissions must be asked for again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hcstats.aggregate import Counted, Totals, add_up
from hcstats.checks.across import check_across
from hcstats.cluster.records import Head, Tally
from hcstats.collect import Selection, select
from hcstats.counted import sums_counted, tables_of
from hcstats.forms.definition import Form
from hcstats.forms.load import load_form
from hcstats.holding import Request
from hcstats.model import Submission
from hcstats.relations import superiors
from hcstats.sums import Sums
from hcstats.units import Register

At = tuple[int, int]
"""A submission by the place of its file in the run, and its own place in the file."""

WHOLE = "whole"
"""First part of the label of the sums below a superior; then the superior's places."""


@dataclass(slots=True)
class Selected:
    """Which heads count, on which form, and what the selection said of the others."""

    selection: Selection
    """Of stand-ins."""
    form: Form | None
    heads: Mapping[int, Head]
    """By the identity of their stand-ins."""
    register: Register
    out: dict[At, Head] = field(default_factory=dict)
    """Heads that are in the sums of what counts and do not count."""

    def head(self, stand_in: Submission) -> Head:
        """The head of a stand-in of the selection."""
        return self.heads[id(stand_in)]

    def at(self, stand_in: Submission) -> At:
        """Where a stand-in of the selection was read."""
        head = self.head(stand_in)
        return head.file, head.place

    @property
    def counted(self) -> set[At]:
        """Where everything stands that counts."""
        return {self.at(one.submission) for one in self.selection.counted}


def selected(tally: Tally, request: Request, register: Register) -> Selected:
    """The same selection as over whole submissions."""
    heads = [head for head in tally.heads if head.resolved]
    stand_ins = [head.stand_in for head in heads]
    selection = select(stand_ins, load_form, register, request.form, request.period)
    form = load_form(selection.form) if selection.form else None
    by_id = {id(head.stand_in): head for head in heads}
    found = Selected(selection, form, by_id, register)
    counted, summed = found.counted, tables_of(selection.counted)
    found.out = {
        (head.file, head.place): head
        for head in heads
        if (head.stand_in.form, head.stand_in.period) in summed
        and (head.file, head.place) not in counted
    }
    return found


def kept(head: Head) -> Submission:
    """A submission with the few figures that its head keeps."""
    return replace(head.stand_in, figures=head.kept)


def to_be_whole(found: Selected) -> set[At]:
    """The submissions of which every figure is needed.

    Superiors that cover others and the authority's tally; those that say what another says; those
    that break a relation with the units beside them, as its likely cause is sought in all.
    """
    selection = found.selection
    wanted = [whole for whole, _ in superiors(selection, found.register)]
    if selection.printed is not None:
        wanted.append(selection.printed)
    twins = Counter(found.head(one).twin for one in selection.single)
    wanted += [
        one for one in selection.single if (twin := found.head(one).twin) and twins[twin] > 1
    ]
    places = {found.at(one) for one in wanted}
    if found.form is not None:
        submissions = [kept(found.head(one)) for one in selection.single]
        broken = check_across(submissions, found.form, found.register, None).problems
        owners = {(one.place.file, one.unit_code or one.unit) for one in broken}
        places |= {found.at(one) for one in selection.single if (one.file, one.owner) in owners}
    return places


def added_up(found: Selected, read: Sums, again: Sums) -> Totals:
    """The totals of what counts: the sums of all, less those of what turned out not to count."""
    if found.form is None:
        return Totals((), (), ())
    # What may not be added is the same for all or nothing: that the heads know.
    counted = [
        Counted(kept(found.head(one.submission)), one.group) for one in found.selection.counted
    ]
    return add_up(found.form, counted, sums_counted(found.selection.counted, read, again))

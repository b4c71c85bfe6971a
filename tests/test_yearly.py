"""Many submissions against their year before: judged at once, or one by one, with one result."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from hcstats.aggregate import Totals
from hcstats.checks.across import check_across
from hcstats.checks.beside import Beside, added
from hcstats.checks.earlier import Earlier, Reported
from hcstats.checks.printed import Printed, check_printed, check_whole
from hcstats.checks.twins import twins
from hcstats.collect import select
from hcstats.forms.definition import Form
from hcstats.forms.load import form_ids, load_form
from hcstats.model import Coverage, FigureRow, Status, Submission, packed_figures
from hcstats.relations import relations_across
from hcstats.units import Register, Unit
from samples.drawing.figures import consistent
from tests.build import Content, submission

LEVELS = ("department", "county", "township")


def listed(count: int) -> Register:
    """A city with counties and their units, some of them judicial bureaus. Constructed."""
    units = [Unit("0", "河池市", (), "city")]
    for number in range(count):
        parent = "0" if number % 7 == 0 else f"{number - number % 7}"
        level = "county" if number % 7 == 0 else LEVELS[number % 3]
        name = f"{number}号司法局" if number % 5 == 1 else f"{number}号局"
        units.append(
            Unit(str(number + 100) if number % 7 else f"{number}0", name, (), level, parent)
        )
    known = {unit.code for unit in units}
    return Register([one if one.parent in known else replace(one, parent="0") for one in units])


def contents(form: Form, chance: random.Random) -> dict[str, Content]:
    found: dict[str, Content] = {key: one.value for key, one in consistent(form, chance).items()}
    for key in chance.sample(list(form.items), chance.choice((0, 0, 2, 9))):
        found[key] = chance.choice((None, 0, 3, 700, Decimal("2.50"), "约9"))
    return found


def reports(
    form_id: str, units: Register, chance: random.Random, *, alike: bool
) -> list[Submission]:
    """Submissions of all units, some just as others'."""
    form = load_form(form_id)
    found: list[Submission] = []
    for unit in units.units:
        made = submission(form_id, contents(form, chance))
        if alike and found and chance.random() < 0.3:
            made = chance.choice(found)
        own = [
            replace(f, unit_code=unit.code, unit=unit.name, file=f"{unit.code}.xlsx")
            for f in made.figures
        ]
        found.append(
            replace(
                made,
                unit_code=unit.code,
                unit=unit.name,
                file=f"{unit.code}.xlsx",
                figures=tuple(own),
            )
        )
    return found


def packed(submissions: list[Submission]) -> list[Submission]:
    return [replace(one, figures=packed_figures(one.figures)) for one in submissions]


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("packing", ["this", "last", "both"])
def test_packed_figures_are_held_against_the_year_before_like_any(
    form_id: str, seed: int, packing: str
) -> None:
    chance = random.Random(seed)
    register = listed(40)
    now = reports(form_id, register, chance, alike=True)
    before = [
        one for one in reports(form_id, register, chance, alike=False) if chance.random() < 0.9
    ]
    before = [
        replace(own, unit_code=one.unit_code, unit=one.unit) if chance.random() < 0.3 else one
        for one, own in zip(before, now, strict=False)
    ]
    form = load_form(form_id)

    def last(submissions: list[Submission]) -> Earlier:
        by_unit = {one.unit_code: one for one in submissions}
        return Earlier("2022", Reported(by_unit), Reported({}), {})

    plain = check_across(now, form, register, last(before))
    quick = check_across(
        now if packing == "last" else packed(now),
        form,
        register,
        last(before if packing == "this" else packed(before)),
    )
    assert quick == plain
    assert plain.problems
    assert list(twins(packed(now), last(packed(before)))) == list(twins(now, last(before)))
    assert check_across(packed(now), form, register, None) == check_across(
        now, form, register, None
    )


@pytest.mark.parametrize("form_id", ["national/2021", "hechi/2018"])
def test_a_whole_is_held_against_its_parts_as_each_printed_sum_would_be(form_id: str) -> None:
    chance = random.Random(5)
    form = load_form(form_id)
    parts = packed(reports(form_id, listed(12), chance, alike=False))
    by_key = [{figure.key: figure for figure in one.figures} for one in parts]
    whole = parts[0]
    raised = [
        replace(figure, value=total.value, status=total.status)
        if (total := added([own[figure.key] for own in by_key])) and chance.random() < 0.7
        else figure
        for figure in whole.figures
    ]
    whole = replace(whole, figures=tuple(raised))
    for least in (True, False):
        sums = [Printed(one, [own[one.key] for own in by_key], least) for one in whole.figures]
        found = check_whole(whole, parts, form, least=least, complete=True)
        assert found == check_printed(sums, form)
        assert found.problems
    undecided = check_whole(whole, parts, form, least=False, complete=False)
    assert undecided.counts["A5"].run == undecided.counts["A5"].not_assessable


def test_only_the_nearest_unit_that_covers_others_is_held_against_them() -> None:
    register = Register(
        [
            Unit("1", "河池市", (), "city"),
            Unit("2", "天峨县", (), "county", "1"),
            Unit("3", "天峨县水利局", parent="2"),
        ]
    )
    made = submission("national/2021", {"art20_5.licensing": 5})
    of = {code: replace(made, unit_code=code, unit=code) for code in "123"}
    covering = [
        replace(of["1"], covers_subordinates=True),
        replace(of["2"], covers_subordinates=True),
    ]
    nothing = Coverage((), (), (), (), (), True)
    form = load_form("national/2021")
    selection = replace(
        select([*covering, of["3"]], load_form, register),
        single=(*covering, of["3"]),
        coverage=nothing,
        printed=None,
    )
    counts = [
        one.counts for one in relations_across(form, register, selection, Totals((), (), ()), None)
    ]
    assert [one["A3"].passed for one in counts if "A3" in one] == [len(made.figures)] * 2


def test_figures_of_the_year_before_are_looked_up_one_unit_at_a_time() -> None:
    made = replace(submission("hechi/2018", {}), unit_code="7", unit="甲局")
    row = replace(made, figures=packed_figures(made.figures))
    earlier = Earlier("2022", Reported({"7": row}), Reported({"甲局": row}), {})
    assert isinstance(earlier.figures_of(row), FigureRow)
    assert earlier.of(row) == {figure.key: figure for figure in made.figures}
    assert earlier.knows(row)
    assert not earlier.knows(replace(row, unit_code="8"))
    assert [figure.status for figure in earlier.figures_of(row)] == [Status.REPORTED] * len(
        made.figures
    )


def test_what_stands_beside_a_unit_is_all_others_added_up() -> None:
    chance = random.Random(3)
    register = listed(15)
    made = packed(reports("national/2021", register, chance, alike=False))
    keys = ["art20_5.licensing", "art20_8.administrative_fees", "requests.carried_in.total"]
    beside = Beside(made, register)
    some = 0
    for one in made:
        unit = register.by_code(one.unit_code)
        assert unit is not None
        peers = [
            {figure.key: figure for figure in other.figures}
            for other in made
            if (peer := register.by_code(other.unit_code))
            and peer.parent == unit.parent != ""
            and peer != unit
        ]
        expected = {key: added([own[key] for own in peers]) for key in keys}
        assert beside.sums(one, keys) == {key: own for key, own in expected.items() if own}
        some += bool(peers)
    assert some
    assert Beside(made[1:], register).sums(made[8], keys) == {}  # one of them has not reported

"""Figures that satisfy every relation of a form: what a careful unit would report. Constructed."""

from __future__ import annotations

import random
from decimal import Decimal

from hcstats.forms.definition import Form
from samples.drawing.canvas import Entry

Values = dict[str, int | Decimal]


def consistent(form: Form, chance: random.Random) -> dict[str, Entry]:
    """A value for every item that no rule can object to; sometimes a report of zeros."""
    make = {
        "hechi/2018": _hechi,
        "national/2014": _national_2014,
        "national/2019": _national_2019,
        "national/2021": _national_2021,
    }[form.id]
    quiet = chance.random() < 0.08
    values = make(form, chance, 0 if quiet else chance.choice((2, 9, 60)))
    if form.id == "hechi/2018" and not quiet:
        return {key: _perhaps_about(form, key, value, chance) for key, value in values.items()}
    return {key: Entry(value) for key, value in values.items()}


def _perhaps_about(form: Form, key: str, value: int | Decimal, chance: random.Random) -> Entry:
    """Some of the figures that no relation holds are approximate, as this form's are."""
    free = form.items[key].table in ("key_areas", "open_day")
    return Entry(value, approximate=bool(free and value and chance.random() < 0.3))


def _some(chance: random.Random, most: int) -> int:
    return chance.randint(0, most)


def _hechi(form: Form, chance: random.Random, most: int) -> Values:
    values: Values = {key: _some(chance, most * 5) for key in form.items}
    for part, whole in (
        ("open_day.open_day_speakers", "open_day.open_day_public_reps"),
        ("active.city_portal_posts", "active.channel_website"),
        ("supervision.reinspected_key_units", "supervision.inspected_units"),
        ("media.online_qa_answered", "media.online_qa_asked"),
    ):
        values[part], values[whole] = sorted((values[part], values[whole]))
    values["review.review_total"] = (
        values["review.review_upheld"] + values["review.review_corrected"]
    )
    received = values["requests.requests_received"]
    values["requests.requests_closed"] = values["requests.replies_total"] = _some(
        chance, int(received)
    )
    values["fees.fees_collected_wan"] = Decimal(_some(chance, most * 100)) / 100
    return values


def _split(chance: random.Random, total: int, parts: int) -> list[int]:
    cuts = sorted(chance.randint(0, total) for _ in range(parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


def _national_2014(form: Form, chance: random.Random, most: int) -> Values:
    own = {key.partition(".")[2]: _some(chance, most) for key in form.items}

    def parts(total: str, names: str, value: int | None = None) -> None:
        own[total] = _some(chance, most * 2) if value is None else value
        listed = names.split()
        own.update(zip(listed, _split(chance, own[total], len(listed)), strict=True))

    parts("requests_received", "requests_in_person requests_fax requests_online requests_letter")
    closed = _some(chance, own["requests_received"])
    parts("requests_closed", "requests_closed_on_time requests_closed_extended", closed)
    parts(
        "replies_total",
        "reply_already_public reply_granted reply_partial reply_denied reply_not_this_agency "
        "reply_not_exist reply_supplement reply_other_way",
        closed,
    )
    parts(
        "reply_denied",
        "denied_state_secret denied_trade_secret denied_privacy denied_security_stability "
        "denied_not_gov_info denied_other_law",
        own["reply_denied"],
    )
    parts("review_total", "review_upheld review_corrected review_other")
    parts("litigation_total", "litigation_upheld litigation_corrected litigation_other")
    parts("staff_total", "staff_fulltime staff_parttime")
    channels = [
        own[f"channel_{name}"] for name in ["gazette", "website", "weibo", "wechat", "other"]
    ]
    own["active_total"] = chance.randint(max(channels), sum(channels))
    for part, whole in (
        ("active_normative_docs", "active_total"),
        ("press_conferences_principal", "press_conferences"),
        ("online_interviews_principal", "online_interviews"),
    ):
        own[part] = _some(chance, own[whole])
    values: Values = {f"disclosure_stats.{code}": value for code, value in own.items()}
    for code in ("fees_collected_wan", "special_funds_wan"):
        values[f"disclosure_stats.{code}"] = Decimal(_some(chance, most * 50)) / 100
    return values


def _requests(form: Form, chance: random.Random, most: int) -> Values:
    table = form.table("requests")
    columns = [column.code for column in table.columns if column.code != "total"]
    fixed = ("new_received", "carried_in", "processed_total", "carried_out")
    outcomes = [row.code for row in table.rows if row.code not in fixed]
    values: Values = {}
    for column in columns:
        weight = 1.0 if column == "natural_person" else 0.3
        results = {
            row: _some(chance, most) if chance.random() < 0.4 * weight else 0 for row in outcomes
        }
        done = sum(results.values())
        left = _some(chance, most // 2)
        carried = _some(chance, done + left)
        rows = {
            **results,
            "processed_total": done,
            "carried_out": left,
            "carried_in": carried,
            "new_received": done + left - carried,
        }
        values |= {f"requests.{row}.{column}": value for row, value in rows.items()}
    for row in table.rows:
        values[f"requests.{row.code}.total"] = sum(
            values[f"requests.{row.code}.{column}"] for column in columns
        )
    return values


def _review(form: Form, chance: random.Random, most: int) -> Values:
    values: Values = {}
    for row in form.table("review_litigation").rows:
        results = {
            code: _some(chance, most // 2)
            for code in ["upheld", "corrected", "other_result", "pending"]
        }
        results["total"] = sum(results.values())
        values |= {f"review_litigation.{row.code}.{code}": value for code, value in results.items()}
    return values


def _national_2019(form: Form, chance: random.Random, most: int) -> Values:
    values: Values = {}
    for column in ("made_this_year", "disclosed_this_year", "disclosed_total"):
        values[f"art20_1.regulations.{column}"] = 0
    made = _some(chance, most)
    disclosed = _some(chance, made)
    values["art20_1.normative_docs.made_this_year"] = made
    values["art20_1.normative_docs.disclosed_this_year"] = disclosed
    values["art20_1.normative_docs.disclosed_total"] = disclosed + _some(chance, most)
    for key in (
        "art20_5.licensing",
        "art20_5.other_services",
        "art20_6.penalty",
        "art20_6.coercion",
        "art20_8.administrative_fees",
    ):
        before = _some(chance, most)
        change = chance.randint(-before, most) if most else 0
        values[f"{key}.items_last_year"] = before
        values[f"{key}.items_change"] = change
        if not key.startswith("art20_8"):
            decisions = _some(chance, most * 9)
            values[f"{key}.decisions"] = decisions + (decisions == before + change != 0)
    projects = _some(chance, most)
    values["art20_9.central_procurement.projects"] = projects
    values["art20_9.central_procurement.amount"] = projects * 10_000 * chance.randint(1, 900)
    return {**values, **_requests(form, chance, most), **_review(form, chance, most)}


def _national_2021(form: Form, chance: random.Random, most: int) -> Values:
    values: Values = {}
    for column in ("issued_this_year", "repealed_this_year", "in_force"):
        values[f"art20_1.regulations.{column}"] = 0
    issued, repealed = _some(chance, most), _some(chance, most)
    values["art20_1.normative_docs.issued_this_year"] = issued
    values["art20_1.normative_docs.repealed_this_year"] = repealed
    values["art20_1.normative_docs.in_force"] = max(0, issued - repealed) + _some(chance, most)
    for key in ("art20_5.licensing", "art20_6.penalty", "art20_6.coercion"):
        values[key] = _some(chance, most * 40)
    values["art20_8.administrative_fees"] = Decimal(_some(chance, most * 999)) / 100
    return {**values, **_requests(form, chance, most), **_review(form, chance, most)}

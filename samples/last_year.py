"""The year before of the 2021 form's samples: what the same county's units sent for 2022.

The figures follow from those of 2023, so that what is carried over agrees; the README beside
them lists where it does not.
"""

from __future__ import annotations

from samples.drawing.canvas import Book
from samples.drawing.figures import Values

_COLUMNS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "social_welfare_org",
    "legal_service_org",
    "other_org",
    "total",
)


def before(book: Book) -> Values:
    """The figures of the year before a submission: consistent, and carried over to it."""
    now = {key: entry.value or 0 for key, entry in book.truth.items()}
    values = dict(now)
    for column in _COLUMNS:
        _requests(values, now, column)
    for row in ("review", "litigation_direct", "litigation_after_review"):
        pending = f"review_litigation.{row}.pending"
        values[f"review_litigation.{row}.total"] -= values[pending]
        values[pending] = 0
    lawsuits = now["review_litigation.litigation_after_review.total"]
    values["review_litigation.review.upheld"] += lawsuits
    values["review_litigation.review.total"] += lawsuits
    for row in ("regulations", "normative_docs"):
        front = f"art20_1.{row}"
        change = now[f"{front}.issued_this_year"] - now[f"{front}.repealed_this_year"]
        values[f"{front}.in_force"] = max(0, now[f"{front}.in_force"] - change)
        values[f"{front}.issued_this_year"] = values[f"{front}.repealed_this_year"] = 0
    values["art20_5.licensing"] = now["art20_5.licensing"] * 9 // 10
    return values


def _requests(values: Values, now: Values, column: str) -> None:
    """What is carried into this year was carried out of the last, and as much into it."""
    values[f"requests.carried_out.{column}"] = now[f"requests.carried_in.{column}"]
    values[f"requests.new_received.{column}"] = values[f"requests.processed_total.{column}"]


def plant_last_year(code: str, values: Values) -> None:
    """What of a unit's year before does not fit the year after; its README lists it."""
    if code == "990100-08":  # 2 more carried out than were carried in
        for row in ("carried_out", "new_received"):
            for column in ("natural_person", "total"):
                values[f"requests.{row}.{column}"] += 2
    if code == "990100-05":  # a hundred times as many licences
        values["art20_5.licensing"] = values["art20_5.licensing"] * 100 + 500

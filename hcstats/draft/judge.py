"""The verdict on a number whose item is known."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from hcstats.draft.align import Printed
from hcstats.draft.compare import agrees
from hcstats.draft.facts import Facts
from hcstats.draft.findings import DraftPlace, Finding, Verdict
from hcstats.draft.naming import Binding
from hcstats.layout.running import TextNumber
from hcstats.model import Amount, Bound, Message, Number, say
from hcstats.report import policy


def suggestion(amount: Amount, unit: str) -> str:
    """How a report prints an amount: with its unit, a rate in percent, by the report's policy."""
    if amount.value is None:
        return ""
    if unit == "%":
        return policy.percent(Decimal(amount.value), approximate=amount.approximate)
    return policy.number(amount.value, amount.approximate) + unit


def of_alignment(number: TextNumber, printed: Printed, place: DraftPlace, sentence: str) -> Finding:
    """A number that stands where the fresh report prints one."""
    bound = printed.bound
    if bound is None:
        if printed.own and number.text == printed.number.text:
            reason = say("It is of the office's own words, not of the data.")
            return Finding(Verdict.DECLARED, place, number.text, sentence, reason, by="alignment")
        reason = say("It stands in words that no data stand behind.")
        return Finding(Verdict.NOT_CHECKED, place, number.text, sentence, reason, by="alignment")
    verdict, reason = _verdict(number, bound.amount, bound.unit, printed.number)
    return Finding(
        verdict,
        place,
        number.text,
        sentence,
        reason,
        bound.amount,
        bound.key,
        bound.label,
        bound.scope,
        bound.printed if verdict is Verdict.DIFFERS else "",
        "alignment",
    )


def of_declared(
    number: TextNumber, printed: Printed | None, place: DraftPlace, sentence: str, reason: Message
) -> Finding:
    """A date or the like: the office's own, or, where the report has another, a mistake."""
    if printed is None or number.counts or _digits(number.text) == _digits(printed.number.text):
        return Finding(Verdict.DECLARED, place, number.text, sentence, reason)
    sure = printed.sure and not printed.own
    return Finding(
        Verdict.DIFFERS if sure else Verdict.NOT_CHECKED,
        place,
        number.text,
        sentence,
        say("The report has {printed} there.", printed=printed.number.text),
        suggestion=printed.number.text if sure else "",
        by="alignment",
    )


def _digits(text: str) -> tuple[object, ...]:
    """The numbers of a date, however it is written; one in Chinese numerals as its text."""
    return tuple(int(one) for one in re.findall(r"\d+", text)) or (text,)


def of_changed(binding: Binding, printed: Printed, place: DraftPlace) -> Finding:
    """A number whose words were changed by hand, so that nothing says for sure what it is."""
    bound = printed.bound
    return Finding(
        Verdict.NOT_CHECKED,
        place,
        binding.number.text,
        binding.sentence,
        say(
            "The words around it were changed; the report has {printed} there.",
            printed=bound.printed if bound else printed.number.text,
        ),
        bound.amount if bound else None,
        bound.key if bound else "",
        bound.label if bound else "",
        bound.scope if bound else "",
        by="alignment",
    )


def of_said(binding: Binding, bound: Bound, place: DraftPlace) -> Finding:
    """A clause that says a number in just the words of the fresh report."""
    return Finding(
        Verdict.SAME,
        place,
        binding.number.text,
        binding.sentence,
        say("It is what the data say."),
        bound.amount,
        bound.key,
        bound.label,
        bound.scope,
        by="alignment",
    )


def of_words(binding: Binding, facts: Facts, place: DraftPlace) -> Finding:
    """A number that its words bind to an item, or that nothing binds."""
    number, candidate = binding.number, binding.candidate
    if candidate is None:
        reason = binding.reason or say("No item of the form is named clearly enough around it.")
        return Finding(Verdict.NOT_CHECKED, place, number.text, binding.sentence, reason)
    amount = facts.amount(candidate, binding.scope)
    verdict, reason = _verdict(number, amount, candidate.unit)
    return Finding(
        verdict,
        place,
        number.text,
        binding.sentence,
        reason,
        amount,
        candidate.key,
        candidate.label,
        binding.scope,
        suggestion(amount, candidate.unit) if verdict is Verdict.DIFFERS else "",
        "words",
    )


def _verdict(
    number: TextNumber, amount: Amount, unit: str, printed: TextNumber | None = None
) -> tuple[Verdict, Message]:
    if amount.value is None:
        return Verdict.NOT_CHECKED, say("The data have no number for it.")
    if printed and printed.text == number.text:
        return Verdict.SAME, say("It is what the data say.")
    if number.value is None:
        # In words that are the report's own, what is not its number is wrong, however vague.
        verdict = Verdict.DIFFERS if printed else Verdict.NOT_CHECKED
        return verdict, say("It has no single reading (a range, or a vague number).")
    if not agrees(number, amount.value, unit):
        return Verdict.DIFFERS, say("It is not what the data say.")
    if amount.approximate and not number.round:
        return Verdict.DIFFERS, say("The data have it only approximately; the text must say so.")
    about = printed is not None and number.text == f"约{printed.text}"
    if not amount.approximate and (about or _hedges(number, amount.value, unit)):
        return Verdict.DIFFERS, EXACT
    return Verdict.SAME, say("It is what the data say.")


EXACT = say("The data have it exactly; without a word such as 约 it would be right.")


def _hedges(number: TextNumber, value: Number, unit: str) -> bool:
    """Whether a number is the exact value, yet has a word that says that it is none (约129)."""
    return number.round in ("about", "more", "near") and agrees(
        replace(number, round="", scaled=False, step=Decimal("1E-9")), value, unit
    )

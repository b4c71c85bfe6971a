"""The sentences of the page itself."""

from __future__ import annotations

from hcstats.model import Message, say

WORDS: dict[str, Message] = {
    "skip": say("Skip to the content"),
    "contents": say("On this page"),
    "overview": say("Overview"),
    "board": say("Who has reported"),
    "charts": say("Charts"),
    "totals": say("Totals"),
    "indicators": say("Indicators"),
    "problems": say("Problems"),
    "about": say("About this page"),
    "how": say(
        "Select any number to see the units' cells that it is made of. 约: contains an approximate "
        "figure; —: nobody reported a number, which is never shown as 0."
    ),
    "without_script": say(
        "Scripts are switched off: everything can be read, but not filtered, and numbers do not "
        "open their sources."
    ),
    "file": say("File"),
    "unit": say("Unit"),
    "cause": say("Likely cause"),
    "severity": say("Severity"),
    "rule": say("Rule"),
    "search": say("Search the text"),
    "every": say("any"),
    "reset": say("Reset"),
    "no_problems": say("No problems were found."),
    "no_match": say("No problem matches the filters."),
    "no_form": say("No submission was recognised; there is nothing to add up."),
    "inputs": say("Input files with their sha256"),
    "rules": say("How each relation came out"),
    "values": say("The values of the chart as a table"),
    "partial": say("† without figures that could not be read"),
    "category": say("Item"),
}
"""What stands in the page from the beginning."""

SCRIPT_WORDS: dict[str, Message] = {
    "open": say("{label}: {value}, show the cells", label="{label}", value="{value}"),
    "close": say("Close"),
    "back": say("Back"),
    "value": say("Value"),
    "as_written": say("As written"),
    "counted": say("Counted"),
    "unit": say("Unit"),
    "file": say("File"),
    "sheet": say("Sheet"),
    "cell": say("Cell"),
    "yes": say("yes"),
    "blank": say("no: blank"),
    "not_applicable": say("no: not applicable"),
    "unreadable": say("no: unreadable"),
    "left_out": say("no: this file is not counted (see the problems)"),
    "all": say("All"),
    "city": say("City"),
    "county": say("Counties"),
    "sum": say("Added up again"),
    "agrees": say("Added up again: {sum}, equal to the total shown", sum="{sum}"),
    "differs": say(
        "Added up again: {sum}, which is NOT the total shown; do not use this page", sum="{sum}"
    ),
    "without_cells": say(
        "The cells behind it are left out: there are too many units. hcstats trace shows them."
    ),
    "alike": say("May not be added; all units that report it say {sum}", sum="{sum}"),
    "no_sum": say("There is no total: may not be added, and the units differ."),
    "nothing": say("There is no number to add."),
    "from": say("{units} of {expected} units", units="{units}", expected="{expected}"),
    "missing": say("Not reported: {units}", units="{units}"),
    "numerator": say("Numerator"),
    "denominator": say("Denominator"),
    "shown": say("{shown} of {all} problems", shown="{shown}", all="{all}"),
    "item": say("Item"),
    "with_number": say("Only units with a number"),
}
"""What the script says; words in braces are filled in there."""

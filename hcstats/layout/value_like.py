"""Whether a text is a value or a label, judged by its shape alone."""

from __future__ import annotations

import re

from hcstats.layout.numbers import BLANKS, DASHES, NONE_WORDS, NOTE, SHAPE, ZERO_WORDS, plain_text

_SERIAL = re.compile(
    r"^[(（]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[)）]?[.、．:：]?$|^[\u2460-\u2473]$"
)
_DIGIT = re.compile(r"[0-9０-９]")
_ERROR_TEXT = re.compile(r"^#[A-Z/0!?]+[!?]?$|^Err:[0-9]+$")
_ONLY_NUMBER_SIGNS = re.compile(r"^[0-9\s.,+\-*/~、或至到与和=%:()约近余多几万亿千百十]+$")


def looks_like_value(text: str) -> bool:
    """Whether a text stands for a number (or for none) rather than for a label."""
    plain = plain_text(text)
    if not plain or _ERROR_TEXT.match(plain):
        return True
    bare = BLANKS.sub("", plain)
    if bare in ZERO_WORDS or plain in NONE_WORDS or DASHES.match(bare):
        return True
    noted = NOTE.match(plain)
    if noted:
        return looks_like_value(noted.group("number"))
    if SHAPE.match(bare):
        return not re.match(r"^(?:19|20)[0-9][0-9]年", bare)
    return bool(_DIGIT.search(plain) and _ONLY_NUMBER_SIGNS.match(plain))


def looks_like_serial(text: str) -> bool:
    """Whether a text could be a running number: 1, 1., （1）, 一、, ①."""
    return bool(_SERIAL.match(text.strip()))

"""A long JSON document gone over piece by piece: one array's elements as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TextIO

_CHUNK = 1 << 18


class Pieces:
    """The text of a stream; each part of it is given once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text, self._place = "", 0
        self._decoder = json.JSONDecoder(parse_float=Decimal)

    def until(self, mark: str) -> str:
        """Everything up to a mark, and the mark; ValueError where there is none."""
        while (found := self._text.find(mark, self._place)) < 0:
            if not self._more():
                raise ValueError(mark)
        end = found + len(mark)
        head, self._place = self._text[self._place : end], end
        return head

    def array(self) -> Iterator[Any]:
        """The elements of the array that begins here; what follows it comes next."""
        self._sign("[")
        if self._next() == "]":
            self._place += 1
            return
        while True:
            yield self._element()
            if self._next() == "]":
                self._place += 1
                return
            self._sign(",")

    def rest(self) -> str:
        """Everything that is left."""
        while self._more():
            pass
        return self._text[self._place :]

    def _element(self) -> Any:  # noqa: ANN401  (whatever stands there)
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._place)
            except ValueError:
                if not self._more():
                    raise
            else:
                self._place = end
                return value

    def _sign(self, sign: str) -> None:
        if self._next() != sign:
            raise ValueError(sign)
        self._place += 1

    def _next(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            while self._place < len(self._text):
                if not self._text[self._place].isspace():
                    return self._text[self._place]
                self._place += 1
            if not self._more():
                return ""

    def _more(self) -> bool:
        chunk = self._stream.read(_CHUNK)
        self._text, self._place = self._text[self._place :] + chunk, 0
        return bool(chunk)

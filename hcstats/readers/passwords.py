"""Workbooks that are protected by a password: opened with those that the user's file names."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from hcstats.model import HcstatsError, say

_BUILT_IN = "VelvetSweatshop"
"""With this Excel encrypts a workbook that is only protected from changes, and asks nobody."""
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Passwords:
    """Passwords to try, in order; they are shown nowhere."""

    words: tuple[str, ...] = field(default=(), repr=False)


NO_PASSWORDS = Passwords()


def read_passwords(path: str) -> Passwords:
    """The passwords of a text file, one a line; none without a path.

    Raises HcstatsError if the file cannot be read. No message says what stands in it.
    """
    if not path:
        return NO_PASSWORDS
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8?"
        raise HcstatsError(
            say(
                "Cannot read the passwords in '{path}' ({reason}); it is a text file in UTF-8 "
                "with one password a line.",
                path=path,
                reason=reason,
            )
        ) from None
    return Passwords(tuple(line for line in text.splitlines() if line)[:_MOST])


def unlocked(data: bytes, passwords: Passwords) -> bytes | None:
    """The file without its encryption, or None if no password opens it."""
    import msoffcrypto  # noqa: PLC0415  (a few files of a thousand need it)
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # noqa: PLC0415

    for word in (_BUILT_IN, *passwords.words):
        opened = io.BytesIO()
        try:
            book = msoffcrypto.OfficeFile(io.BytesIO(data))
            book.load_key(password=word)
            book.decrypt(opened)
        except (InvalidKeyError, DecryptionError):
            continue
        return opened.getvalue()
    return None

"""Why the machine refuses a file, in the words of somebody who works in an office."""

from __future__ import annotations

import errno

from hcstats.model import HcstatsError, Message, say

_REASONS = {
    errno.ENOSPC: say("the disk is full"),
    errno.EDQUOT: say("the space granted on this disk is used up"),
    errno.EFBIG: say("the file would be larger than is allowed here"),
    errno.EROFS: say("the disk or share is read-only"),
    errno.EACCES: say("no permission, or it is open in another program"),
    errno.EPERM: say("no permission"),
    errno.ENOENT: say("it is no longer there"),
    errno.ENOTDIR: say("a file stands where a folder is needed"),
    errno.EISDIR: say("a folder has that name"),
    errno.ENAMETOOLONG: say("the name is too long"),
    errno.EIO: say("the disk or the connection to it failed"),
    errno.ESTALE: say("the network folder has gone away"),
    errno.ETIMEDOUT: say("the network folder does not answer"),
    errno.EBUSY: say("another program is using it"),
    errno.EMFILE: say("too many files are open"),
}
_ELSEWHERE = frozenset({errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ENOENT})
"""Reasons that no other program has anything to do with."""


def reason(error: OSError) -> Message | str:
    """Why an operation on a file failed."""
    known = _REASONS.get(error.errno or 0)
    return known or error.strerror or type(error).__name__


def cannot_write(path: object, error: OSError) -> HcstatsError:
    """What to tell of a file that cannot be written; the old one is as it was."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return HcstatsError(
            say(
                "Cannot write '{path}' ({reason}). What stood there before is unchanged; make "
                "room, or choose another disk.",
                path=path,
                reason=reason(error),
            )
        )
    if error.errno in _ELSEWHERE:
        return HcstatsError(
            say(
                "Cannot write '{path}' ({reason}); choose another name or folder.",
                path=path,
                reason=reason(error),
            )
        )
    return HcstatsError(
        say(
            "Cannot write '{path}' ({reason}); close it in other programs, or choose another "
            "folder.",
            path=path,
            reason=reason(error),
        )
    )

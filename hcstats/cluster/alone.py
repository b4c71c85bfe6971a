"""A load that killed its process, halved in processes of its own down to the guilty file."""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from hcstats.cluster.records import L, Plan, R, Refused, Step, together


def one_by_one(step: Step[L, R], load: L, plan: Plan) -> R | Refused:
    """What a step makes of a load, without the files that kill whichever process opens them."""
    result = _in_process(step, load, plan)
    if result is not None:
        return result
    if len(load.files) == 1:
        return step.lost(load)
    found: list[R] = []
    for half in load.halves():
        part = one_by_one(step, half, plan)
        if isinstance(part, Refused):
            return part
        found.append(part)
    return together(found)


def _in_process(step: Step[L, R], load: L, plan: Plan) -> R | Refused | None:
    """The result from a process of its own; None if that was killed."""
    with tempfile.TemporaryDirectory(prefix="hcstats-") as folder:
        question, answer = Path(folder) / "question", Path(folder) / "answer"
        question.write_bytes(pickle.dumps((step, load, plan)))
        command = [sys.executable, "-m", "hcstats.cluster.alone", str(question), str(answer)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)  # noqa: S603  (ourselves)
        if done.returncode or not answer.exists():
            return None
        found: R | Refused = pickle.loads(answer.read_bytes())  # noqa: S301  (our own file)
        return found


def _main(question: str, answer: str) -> None:
    step, load, plan = pickle.loads(Path(question).read_bytes())  # noqa: S301  (our own file)
    Path(answer).write_bytes(pickle.dumps(step.act(load, plan)))


if __name__ == "__main__":
    _main(*sys.argv[1:])

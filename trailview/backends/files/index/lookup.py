"""Which of some files an index knows as they are now."""

from __future__ import annotations

import os
from collections.abc import Container, Sequence

from trailview.backends.files.index.blocks import DamagedRunError
from trailview.backends.files.index.place import RunAt, set_aside
from trailview.backends.files.index.run import PARTS, Run, parts_in
from trailview.backends.files.index_known import LookedUp, RunFound
from trailview.backends.files.parts import FoundParts, Stamp

_Told = tuple[str, int, int, Stamp]
"""What tells a part: its file's path, where it begins and ends, and what the file was like."""


def look_up(runs: Sequence[RunAt], found: FoundParts) -> LookedUp:
    """What runs, the newest first, know of files; nothing of those that have changed since."""
    wanted = _wanted(found)
    kept, troubles = list[RunFound](), list[str]()
    for run in runs:
        try:
            there = _of_run(Run(run.path), wanted)
        except OSError:
            continue  # another program has removed it
        except Exception as error:  # noqa: BLE001  (whatever lies there: files can be read)
            set_aside(run.path)
            troubles.append(f"what was kept of files is damaged and put aside: {error}")
            continue
        parts = {wanted.pop(told): number for told, number in there.items()}
        if parts:
            kept.append(RunFound(str(run.path), parts))
    return LookedUp(tuple(kept), tuple(troubles))


def _wanted(found: FoundParts) -> dict[_Told, tuple[int, int]]:
    """Which part of which file is told by what."""
    made = {}
    for place, file in enumerate(found.files):
        path = os.path.abspath(file.path)  # noqa: PTH100  (links stay)
        for at, part in enumerate(found.parts(place)):
            made[path, part.start, part.end, file.stamp] = place, at
    return made


def _of_run(run: Run, wanted: Container[_Told]) -> dict[_Told, int]:
    """The parts that are wanted and that a run has. Raises DamagedRunError."""
    there = {}
    for frame in run.frames(checked=PARTS):
        if not frame.is_whole:
            raise DamagedRunError("a checksum is wrong")
        if frame.kind == PARTS:
            for part in parts_in(frame.first):
                told = part.path, part.start, part.end, part.stamp
                if told in wanted:
                    there[told] = part.number
    return there

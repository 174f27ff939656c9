"""Which of some files an index knows as they are now."""

from __future__ import annotations

import os
from collections.abc import Mapping

from trailview.backends.files.index.blocks import DamagedRunError
from trailview.backends.files.index.place import runs_above, set_aside
from trailview.backends.files.index.run import PARTS, KnownPart, Run, parts_in
from trailview.backends.files.index_known import Index, LookedUp, RunFound
from trailview.backends.files.parts import FoundParts


def look_up(index: Index, found: FoundParts) -> LookedUp:
    """What an index knows of files; nothing of those that have changed since."""
    runs = runs_above(index, index.root)
    if not runs:
        return LookedUp()
    wanted = _wanted(found)
    kept, troubles = list[RunFound](), list[str]()
    for run in runs:
        try:
            parts = _of_run(Run(run.path), wanted)
        except OSError:
            continue  # another program has removed it
        except DamagedRunError as error:
            set_aside(run.path)
            troubles.append(f"what was kept of files is damaged and put aside: {error}")
            continue
        for place in parts:
            del wanted[place[0]][place[1]]
        if parts:
            kept.append(RunFound(str(run.path), parts))
    return LookedUp(tuple(kept), tuple(troubles))


def _wanted(found: FoundParts) -> dict[int, dict[int, tuple[object, ...]]]:
    """What tells each part of each file, by file and by which part of it it is."""
    made = dict[int, dict[int, tuple[object, ...]]]()
    for place, file in enumerate(found.files):
        path = os.path.abspath(file.path)  # noqa: PTH100  (links stay)
        parts = found.parts(place)
        made[place] = {at: (path, one.start, one.end, file.stamp) for at, one in enumerate(parts)}
    return made


def _of_run(
    run: Run, wanted: Mapping[int, Mapping[int, tuple[object, ...]]]
) -> dict[tuple[int, int], int]:
    """The parts of some files that a run has. Raises DamagedRunError."""
    there = dict[tuple[object, ...], int]()
    for frame in run.frames(checked=PARTS):
        if not frame.is_whole:
            raise DamagedRunError("a checksum is wrong")
        if frame.kind == PARTS:
            there.update((_told(part), part.number) for part in parts_in(frame.first))
    if not there:
        return {}
    return {
        (place, at): there[told]
        for place, parts in wanted.items()
        for at, told in parts.items()
        if told in there
    }


def _told(part: KnownPart) -> tuple[object, ...]:
    return part.path, part.start, part.end, part.stamp

"""What the index holds, for whoever wants to know; and whether it is what was written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from trailview.backends.files.index.blocks import DamagedRunError, block_of, head_of
from trailview.backends.files.index.place import DAMAGED, RunAt, every_run
from trailview.backends.files.index.run import BLOCK, PARTS, ROOT, Run, parts_in


class RootInfo(NamedTuple):
    """What is known of the files of one root."""

    root: str
    """Empty for what another version has written, which is of no use to this one."""
    files: int
    """Those that have changed since are among them, and such as are known twice."""
    events: int
    bytes: int


def roots(folder: Path) -> list[RootInfo]:
    """What an index knows, root by root."""
    found = dict[str, RootInfo]()
    for at in every_run(folder):
        told = _told(at)
        before = found.get(told.root, RootInfo(told.root, 0, 0, 0))
        found[told.root] = RootInfo(
            told.root,
            before.files + told.files,
            before.events + told.events,
            before.bytes + told.bytes,
        )
    return [found[root] for root in sorted(found)]


def _told(at: RunAt) -> RootInfo:
    root, files, events = "", set[str](), 0
    try:
        for frame in Run(at.path).frames(checked=ROOT + PARTS):
            if frame.is_whole and frame.kind == ROOT:
                root = os.fsdecode(bytes(frame.first))
            elif frame.is_whole and frame.kind == PARTS:
                for part in parts_in(frame.first):
                    files.add(part.path)
                    events += part.records
    except (OSError, DamagedRunError):
        return RootInfo("", 0, 0, at.bytes)
    return RootInfo(root, len(files), events, at.bytes)


def verify(folder: Path) -> list[str]:
    """What is not as it was written, a line each. Reads everything."""
    return [f"{at.path}: {wrong}" for at in every_run(folder) if (wrong := _wrong(at))]


def _wrong(at: RunAt) -> str:
    """What is wrong with a run; empty for nothing."""
    try:
        for frame in Run(at.path).frames(checked=ROOT + PARTS + BLOCK):
            if not frame.is_whole:
                return "a checksum is wrong"
            if frame.kind == PARTS:
                parts_in(frame.first)
            elif frame.kind == BLOCK:
                head = head_of(frame.first)
                block_of(head, frame.second, 0, {part: part for part in head.parts})
    except (OSError, DamagedRunError) as error:
        return str(error)
    return ""


def clear(folder: Path) -> int:
    """Delete an index, and what was put aside; how many bytes it had. Raises OSError."""
    size = sum(run.bytes for run in (*every_run(folder), *every_run(folder, DAMAGED)))
    if folder.exists():
        shutil.rmtree(folder)
    return size

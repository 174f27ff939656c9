"""Adds what a process reads to a run of its own, after it was handed over."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

from trailview.backends.files.index.blocks import packed
from trailview.backends.files.index.place import RUN, folder_of, make_room
from trailview.backends.files.index.run import (
    BLOCK,
    PARTS,
    ROOT,
    KnownPart,
    frame,
    header,
    packed_parts,
)
from trailview.backends.files.index_known import Index
from trailview.backends.files.parts import Part, Stamp, stamp_of
from trailview.backends.files.protocol import PartRead, ReadTask, Reply
from trailview.events.block import Block

_PRIVATE: Final = 0o600
_ROOM_EVERY: Final = 16 << 20
"""After so many bytes it is seen to it that there is not too much."""


class RunWriter:
    """The run of one decoder: it has every block that the decoder has made, from the first on.

    Where that cannot be, as the disk is full or a text cannot be written, it ends; what it has by
    then can be used.
    """

    def __init__(self) -> None:
        self._file: int | None = None
        self._path: Path | None = None
        self._is_over = False
        self._stamps: dict[int, tuple[Part, Stamp | None]] = {}
        self._bytes = self._since_room = 0

    def begin(self, task: ReadTask) -> None:
        """A task is going to be read; its files are looked at."""
        if task.kept_in is None or task.picking is not None:
            self._is_over = True  # texts that its blocks bring are not in the run
        elif not self._is_over:
            self._stamps.update(
                (number, (part, _stamp(part.path, task.kept_in.quiet)))
                for number, part in task.parts
            )

    def took(self, task: ReadTask, reply: Reply) -> str:
        """A reply was handed over; what there is to tell of the index, empty for nothing."""
        if self._is_over or task.kept_in is None:
            return ""
        try:
            if isinstance(reply, Block):
                self._add_block(task.kept_in, reply)
            elif isinstance(reply, PartRead):
                self._add_part(task.kept_in, reply)
        except (TypeError, ValueError, OverflowError):  # as of a text with half a character
            self._end()
        except OSError as error:
            self._end()
            reason = error.strerror or type(error).__name__
            return f"what is read is not kept for later: {reason} ({task.kept_in.folder})"
        return ""

    def _add_block(self, kept_in: Index, block: Block) -> None:
        if block.inline:
            self._end()
        elif len(block):
            self._write(kept_in, frame(BLOCK, *packed(block)))

    def _add_part(self, kept_in: Index, reply: PartRead) -> None:
        """Note that all events of a part are here; unless there is more to tell of it."""
        part, before = self._stamps.pop(reply.number)
        has_more = reply.problems or reply.passed or reply.notes or reply.lacks or reply.skipped
        if has_more or before is None or before != _stamp(part.path, kept_in.quiet):
            return
        known = KnownPart(
            reply.number,
            os.path.abspath(part.path),  # noqa: PTH100  (links stay)
            part.start,
            part.end,
            before,
            reply.records,
            reply.is_plain,
            reply.counts,
        )
        self._write(kept_in, frame(PARTS, packed_parts([known])))

    def _write(self, kept_in: Index, data: bytes) -> None:
        """Add a frame. Raises OSError."""
        if self._file is None:
            self._path, self._file = _new_run(kept_in)
            data = header() + frame(ROOT, os.fsencode(kept_in.root)) + data
        if self._bytes + len(data) > kept_in.limit:
            self._end()
            return
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        self._bytes += len(data)
        self._since_room += len(data)
        if self._since_room >= min(_ROOM_EVERY, kept_in.limit // 16):
            self._since_room = 0
            make_room(kept_in, self._path)

    def _end(self) -> None:
        self._is_over = True
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _new_run(index: Index) -> tuple[Path, int]:
    """A run that nobody else writes to, open. Raises OSError."""
    make_room(index)
    folder = folder_of(index, index.root)
    for above in (Path(index.folder).parent, Path(index.folder), folder):
        above.mkdir(mode=0o700, exist_ok=True, parents=above == Path(index.folder).parent)
    path = folder / f"{time.time_ns()}-{os.getpid()}{RUN}"
    return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, _PRIVATE)


def _stamp(path: str, quiet: float) -> Stamp | None:
    """What tells the file's content; None where it may change without that being seen."""
    try:
        status = os.stat(path)  # noqa: PTH116  (many of them, and quickly)
    except OSError:
        return None
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    return stamp_of(status) if time.time_ns() - changed > quiet * 1e9 else None

"""What there is to read: files, and the parts in which they are read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trailview.backends.base import Passed, Problem
from trailview.frozen import Frozen

Stamp = tuple[int, int, int, int]
"""What tells whether a file is the same: its size, when it was changed and when anything about
it was, both in nanoseconds since 1970, and its number in the file system."""


def stamp_of(status: os.stat_result) -> Stamp:
    """What tells a file's content from another one's."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


class Part(NamedTuple):
    """A file, or a stretch of one, that is read at once."""

    path: str
    start: int = 0
    """Offset of the first byte in the decompressed text."""
    end: int = -1
    """Offset behind the last byte; -1 for the end of the file."""


class File(NamedTuple):
    """One file to read."""

    path: str
    size: int
    """Bytes, as stored."""
    time: float
    """Seconds since 1970: when it was delivered, else when it was last changed."""
    is_named: bool = False
    """Whether a person named it, rather than a folder that it is in."""
    stamp: Stamp = (0, 0, 0, 0)
    """What tells whether it has changed."""


class FoundParts(Frozen):
    """What there is to read."""

    files: tuple[File, ...]
    """Newest first."""
    skipped: int = 0
    """Files and hidden folders passed over: digests, hidden ones, and what is plainly no log."""
    problems: tuple[Problem, ...] = ()
    passed: tuple[Passed, ...] = ()
    """What they were, by kind."""
    cuts: Mapping[int, Sequence[Part]] = {}
    """The parts of those files, by their place in `files`, that are read in several."""

    def parts(self, place: int) -> Sequence[Part]:
        """The parts in which a file is read, in their order."""
        return self.cuts.get(place) or (Part(self.files[place].path),)

    @property
    def bytes(self) -> int:
        """Bytes of all files, as stored."""
        return sum(file.size for file in self.files)

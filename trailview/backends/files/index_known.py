"""What is said of an index, and what it knows of files that were found."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

FOLDER: Final = "folders"
"""The folder of the index, in that of what is kept."""


class Index(NamedTuple):
    """The index as one session uses it."""

    folder: str
    root: str = ""
    """What is read lies in it: the runs of it and of all that it lies in are looked at."""
    writes: bool = False
    """Whether what is read is added to it."""
    limit: int = 1 << 30
    """Bytes that there may be."""
    days: int = 90
    """For how long what was read is taken from there."""
    least: int = 4 << 20
    """Bytes of files, as stored, from which on it is worth to add them."""
    quiet: float = 2.0
    """Seconds for which a file must not have changed, to be known by its time: clocks of file
    systems are coarse."""


class RunFound(NamedTuple):
    """A run that has parts of files that were found."""

    path: str
    parts: Mapping[tuple[int, int], int]
    """The numbers that they have in the run, by file and by which part of it they are."""


class LookedUp(NamedTuple):
    """What an index knows."""

    runs: tuple[RunFound, ...] = ()
    """Newest first. No part is in two of them."""
    troubles: tuple[str, ...] = ()


def root_of(paths: Sequence[str]) -> str:
    """What all of some paths lie in, or the one path."""
    return os.path.commonpath([os.path.abspath(path) for path in paths])  # noqa: PTH100  (links stay)

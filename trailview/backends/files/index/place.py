"""Where the index of folders lies, and how much of it there may be.

A *run* is a file with what one process has read, in the order in which it did: it is only added
to, by that process alone, and can be used up to wherever it ends. Runs lie in a folder for each
root, so that whoever opens a root, or something below it, finds them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final, NamedTuple

from trailview.backends.files.index_known import Index

RUN: Final = ".run"
DAMAGED: Final = ".damaged"
_DAY: Final = 86_400
_MARGIN: Final = 8
"""This part of the limit is left free for what is being written."""


class RunAt(NamedTuple):
    """A run there is."""

    path: Path
    made: float
    """Seconds since 1970."""
    used: float
    bytes: int


def folder_of(index: Index, root: str) -> Path:
    """The folder of a root's runs."""
    from hashlib import sha256  # on the way to the first rows only where there is an index

    return Path(index.folder, sha256(os.fsencode(root)).hexdigest()[:32])


def runs_above(index: Index) -> list[RunAt]:
    """The runs of its root, and of those that it lies in, that are not too old; newest first."""
    roots = [index.root, *map(str, PurePath(index.root).parents)]
    oldest = time.time() - index.days * _DAY
    found = [run for one in roots for run in _runs_in(folder_of(index, one))]
    return sorted((run for run in found if run.made >= oldest), key=_made, reverse=True)


def every_run(folder: Path, ending: str = RUN) -> list[RunAt]:
    """All runs of an index; with `DAMAGED`, those that were put aside."""
    try:
        roots = [*folder.iterdir()]
    except OSError:
        return []
    return [run for root in roots for run in _runs_in(root, ending)]


def make_room(index: Index, but: Path | None = None) -> None:
    """Remove what is too old, and what was used longest ago while there is too much.

    The run `but` stays. What cannot be removed stays too.
    """
    room, oldest = index.limit - index.limit // _MARGIN, time.time() - index.days * _DAY
    runs = sorted(every_run(Path(index.folder)), key=_used)
    total = sum(run.bytes for run in runs)
    for run in runs:
        if run.path != but and (total > room or run.made < oldest):
            _remove(run.path)
            total -= run.bytes


def set_aside(run: Path) -> None:
    """Put a damaged run out of the way."""
    try:
        run.rename(run.with_suffix(DAMAGED))
    except OSError:
        _remove(run)


def note_used(run: Path) -> None:
    """A run was of use just now."""
    try:
        os.utime(run)
    except OSError:
        return  # it has gone, or is not ours to change: it is dropped the sooner


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        return  # another program has done so, or may not be hindered


def _runs_in(folder: Path, ending: str = RUN) -> Iterator[RunAt]:
    try:
        paths = [path for path in folder.iterdir() if path.suffix == ending]
    except OSError:
        return
    for path in paths:
        try:
            status = path.stat()
            made = int(path.name.partition("-")[0]) / 1e9
        except (OSError, ValueError):
            continue
        yield RunAt(path, made, status.st_mtime, status.st_size)


def _made(run: RunAt) -> float:
    return run.made


def _used(run: RunAt) -> float:
    return run.used

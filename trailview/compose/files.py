"""Wires files: those of the user, standard input, and the bundled synthetic trail."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Cancel
from trailview.backends.files.backend import FilesBackend
from trailview.backends.files.index_known import FOLDER, Index
from trailview.context import Context
from trailview.errors import SourceError, UsageError
from trailview.plans.files import command, picking, plan
from trailview.plans.plan import Plan, Scope
from trailview.plans.trail_files import USUAL_LATE, chosen, part_of, told, trail_file
from trailview.question.query import Question
from trailview.search.session import Session
from trailview.search.source import Source, whole_source
from trailview.settings.paths import cache_folder

if TYPE_CHECKING:
    from trailview.settings.config import Settings

STDIN: Final = "-"
"""The path that stands for standard input."""
_CHUNK: Final = 1 << 20


class _Scratch:
    """A folder of our own for a session's files, readable by nobody else."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="trailview-"))

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def source(
    paths: Sequence[str],
    stdin: int = 0,
    most: int = 0,
    late: int = USUAL_LATE,
    *,
    one_first: bool = False,
    index: Index | None = None,
) -> Source:
    """Files and folders; `-` among them is the file descriptor `stdin`.

    `most` is to how many bytes a compressed text may inflate, 0 for what is usual; `late` is
    how late files are taken to be delivered, in seconds, or `EVERY_FILE`.
    With `one_first` the first rows are read by one process alone. What `index` knows of files is
    not read from them; standard input is in none.
    Raises UsageError where there are none, SourceError for a path that does not exist.
    """
    if not paths:
        raise UsageError(
            "Nothing to read", "Which files are to be asked?", "Give --path PATH, or --path - ."
        )
    for path in paths:
        if path != STDIN and not os.path.lexists(path):
            raise SourceError(
                "No such file or folder",
                path,
                "Give a trail log file, or a folder that holds some.",
            )
    title = ", ".join("standard input" if path == STDIN else path for path in paths)
    scope = Scope(paths=tuple(paths), late=late)
    planner = partial(plan, scope=scope)
    part, picks = partial(part_of, late=late), partial(picking, scope=scope)
    if STDIN not in paths:
        backend = FilesBackend(paths, most=most, one_first=one_first, late=late, index=index)
        return whole_source(backend, title, planner, part=part, picking=picks)
    scratch = _Scratch()
    spool = scratch.path / "standard-input"
    places = [str(spool) if path == STDIN else path for path in paths]
    backend = FilesBackend(
        places,
        prepare=partial(_spool, stdin, spool),
        names={str(spool): "standard input"},
        most=most,
        one_first=one_first,
        late=late,
    )
    return whole_source(backend, title, planner, scratch.remove, part, picks)


def folder_index(*, writes: bool = False, settings: Settings | None = None) -> Index:
    """What is known of the files of folders that were opened; `writes` is whether it is added to.

    `settings` say how much there may be, where they have been read.
    """
    if settings is None:
        from trailview.settings.memory import Memory

        settings = Memory().settings
    folder = str(cache_folder() / FOLDER)
    return Index(folder, "", writes, settings.cache_bytes, settings.cache_days)


def survey(paths: Sequence[str], question: Question, late: int = USUAL_LATE) -> tuple[str, ...]:
    """How many of the files there are can hold the answer, by their names; opens none."""
    from trailview.backends.files.layout import find_files

    try:
        found = find_files([path for path in paths if path != STDIN])
    except SourceError:
        return ()  # it is told by whoever reads them
    names = [trail_file(PurePath(file.path).name) for file in found.files]
    return tuple(filter(None, [told(chosen(names, question, late), len(names), late)]))


def open_files(
    paths: Sequence[str],
    stdin: int = 0,
    most: int = 0,
    late: int = USUAL_LATE,
    index: Index | None = None,
    context: Context = Context(),  # noqa: B008  (it is frozen)
) -> Session:
    """A session for a screen over files and folders, as `source` makes of them.

    Raises UsageError, SourceError.
    """
    made = source(paths, stdin, most, late, one_first=True, index=index)
    return Session(made, context=context)


def open_on_screen(
    paths: Sequence[str],
    settings: Settings,
    *,
    stdin: int = 0,
    most: int = 0,
    late: int = 0,
    is_kept: bool = True,
    context: Context = Context(),  # noqa: B008  (it is frozen)
) -> Session:
    """The session of the program's screen over files; what is 0 is as the settings say, or usual.

    What it reads is known the next time, unless it is not to be kept.
    Raises UsageError where no path is named, SourceError for one that is not there.
    """
    index = folder_index(writes=True, settings=settings) if is_kept else None
    most, late = most or settings.inflate_limit, late or USUAL_LATE
    return open_files(paths, stdin, most, late, index, context)


def _spool(source: int, target: Path, cancel: Cancel) -> None:
    """Copy a file descriptor to a file, from which its records can be read again."""
    with target.open("wb") as file:
        while not cancel.is_set:
            ready, _, _ = select.select([source], [], [], 0.1)
            if ready:
                chunk = os.read(source, _CHUNK)
                if not chunk:
                    return
                file.write(chunk)


_GENERATE: Final = (
    "import sys;sys.path[:]=eval(sys.argv[1]);"
    "from pathlib import Path;from trailview.demo.trail import write_trail;"
    "write_trail(Path(sys.argv[2]),now=int(sys.argv[3]))"
)


def open_demo(now: int | None = None) -> Session:
    """A session over the bundled synthetic trail, which ends at `now` (seconds since 1970)."""
    scratch = _Scratch()
    folder = str(scratch.path)
    generate = partial(_generate, folder, int(time.time()) if now is None else now)
    backend = FilesBackend([folder], prepare=generate, one_first=True)
    return Session(whole_source(backend, "demo trail", _demo_plan, scratch.remove, part_of))


def _demo_plan(question: Question) -> Plan:
    return replace(plan(question, Scope()), request=command(["trailview", "demo"], question))


def _generate(folder: str, now: int, cancel: Cancel) -> None:
    """Write the demo trail in a process of its own, as the screen is being drawn meanwhile."""
    command = [sys.executable, "-I", "-S", "-c", _GENERATE, repr(sys.path), folder, str(now)]
    with subprocess.Popen(command) as process:  # noqa: S603  (our own interpreter and code)
        while process.poll() is None:
            if cancel.wait(0.01):
                process.kill()
                return
        if process.returncode:
            raise SourceError(
                "No demo trail", "It could not be written.", f"Is there room in {folder}?"
            )

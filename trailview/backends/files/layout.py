"""Which files there are to read, in which order, and in which parts."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from trailview.backends.base import Passed, Problem
from trailview.backends.files.compression import STARTS
from trailview.backends.files.json_lines import begins_with_json_line
from trailview.backends.files.log_names import can_be_log, kind_of_name
from trailview.backends.files.parts import File, FoundParts, Part, stamp_of
from trailview.errors import SourceError
from trailview.events.times import seconds

_stamp: Final = re.compile(r"_(\d{8})T(\d\d)(\d\d)Z_")

_CUT_FROM: Final = 64 << 20
_PART_SIZE: Final = 16 << 20
_PEEK: Final = 1 << 20


def delivery_stamp(name: str) -> int | None:
    """When a trail file was delivered, in seconds since 1970, as its name says.

    Names are `ACCOUNT_CloudTrail_REGION_YYYYMMDDTHHMMZ_….json.gz` (CloudTrail
    user guide, page "CloudTrail log file examples").
    """
    match = _stamp.search(name)
    if match is None:
        return None
    midnight = _midnight(match[1])
    return None if midnight is None else midnight + int(match[2]) * 3600 + int(match[3]) * 60


@lru_cache(maxsize=4096)
def _midnight(date: str) -> int | None:
    return seconds(f"{date}T000000Z")


def find_files(paths: Sequence[str]) -> FoundParts:
    """The files to read in some files and folders, newest first, each only once.

    A file that is named itself is always among them; in folders, which are
    walked with all below them, those that can be logs by their names. Links
    are followed, once. Raises SourceError for a path that does not exist.
    """
    walk = _Walk()
    for path in sorted(paths, key=os.path.isdir):  # what is named is so, also in a named folder
        walk.start(path)
    files = sorted(walk.files, key=lambda file: (-file.time, file.path))
    cuts = {
        place: parts
        for place, file in enumerate(files)
        if file.size > _CUT_FROM and len(parts := parts_of(file)) > 1
    }
    return FoundParts(tuple(files), walk.skipped, tuple(walk.problems), walk.passed(), cuts)


class _Walk:
    def __init__(self) -> None:
        self.files: list[File] = []
        self.skipped = 0
        self.problems: list[Problem] = []
        self._passed: dict[str, Passed] = {}
        self._seen: set[tuple[int, int]] = set()

    def start(self, path: str) -> None:
        """Add a path that a person named."""
        try:
            status = os.stat(path)  # noqa: PTH116 - Path.stat would lose a trailing slash
        except FileNotFoundError:
            raise SourceError(
                "No such file or folder",
                f"{path!r} does not exist.",
                "Check the spelling; quote names with spaces or wildcards.",
            ) from None
        except (OSError, ValueError) as error:
            raise SourceError(
                "File or folder cannot be read",
                f"{path!r}: {_reason(error)}",
                "Check that you may read it and the folders above it.",
            ) from error
        if stat.S_ISDIR(status.st_mode):
            if self._is_new(status):
                self._folders(path)
        elif self._is_new(status):
            self._add(path, os.path.basename(path), status, is_named=True)  # noqa: PTH119 - plain text

    def passed(self) -> tuple[Passed, ...]:
        """What was passed over, by kind."""
        return tuple(self._passed.values())

    def _pass_over(self, path: str) -> None:
        self.skipped += 1
        kind = kind_of_name(path)
        before = self._passed.get(kind, Passed(kind, 0, path))
        self._passed[kind] = before._replace(files=before.files + 1)

    def _folders(self, top: str) -> None:
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    waiting.extend(self._below(entries))
            except OSError as error:
                self.problems.append(Problem(folder, "", _reason(error)))

    def _below(self, entries: Iterator[os.DirEntry[str]]) -> Iterator[str]:
        """Add the files of a folder; the folders in it."""
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                self._pass_over(entry.path)
                continue
            try:
                if entry.is_dir():
                    if self._is_new(entry.stat()):
                        yield entry.path
                elif not can_be_log(entry.path):
                    self._pass_over(entry.path)
                elif entry.is_file():
                    status = entry.stat()
                    if self._is_new(status):
                        self._add(entry.path, name, status)
                elif entry.is_symlink():
                    self.problems.append(Problem(entry.path, "", "a link to nothing"))
                else:
                    self._pass_over(entry.path)
            except OSError as error:
                self.problems.append(Problem(entry.path, "", _reason(error)))

    def _is_new(self, status: os.stat_result) -> bool:
        key = (status.st_dev, status.st_ino)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _add(self, path: str, name: str, status: os.stat_result, *, is_named: bool = False) -> None:
        stamp = delivery_stamp(name)
        time = status.st_mtime if stamp is None else float(stamp)
        self.files.append(File(path, status.st_size, time, is_named, stamp_of(status)))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def parts_of(file: File) -> list[Part]:
    """The parts in which a file is read, in their order.

    Plain text with one JSON object a line is cut at line ends into parts of
    about 16 MB, when it is larger than 64 MB. Any other file is one part. A
    file that cannot be read is one part too, so that reading it says why.
    """
    path = file.path
    if file.size <= _CUT_FROM:
        return [Part(path)]
    try:
        with Path(path).open("rb") as text:
            if not _has_json_lines(text.read(_PEEK)):
                return [Part(path)]
            cuts = [0]
            while (target := cuts[-1] + _PART_SIZE) < file.size:
                text.seek(target)
                text.readline()
                cuts.append(min(text.tell(), file.size))
            if cuts[-1] < file.size:
                cuts.append(file.size)
    except (OSError, ValueError):
        return [Part(path)]
    return [Part(path, start, end) for start, end in pairwise(cuts)]


def _has_json_lines(head: bytes) -> bool:
    return not head.startswith(STARTS) and begins_with_json_line(head)

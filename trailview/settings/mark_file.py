"""`marks.json`: the marks of all collections, in a file that several programs share.

`{"version": 1, "current": NAME, "collections": {NAME: [MARK, …]}}`, where a mark has the
members of `trailview.settings.marks.Mark`. Each change reads the file, and puts a whole new one
in its place, under a lock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from trailview.errors import SettingsError
from trailview.settings.files import locked, put
from trailview.settings.marks import USUAL, Book, Change, Mark, mark_from, mark_object
from trailview.settings.paths import unusable

_VERSION: Final = 1
_PATIENCE: Final = 10.0
"""Seconds to wait for others that write at the same time."""


class Kept(NamedTuple):
    """The marks as they lie in the file."""

    book: Book
    troubles: tuple[str, ...] = ()
    """What was wrong in the file, and where it was put aside: a sentence each."""


class MarkFile:
    """The marks of one file. Safe from any thread and any number of programs.

    Everything can take a moment, so nothing of it is for the UI thread, and everything may
    raise SettingsError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Kept:
        """The marks. A file in which something is wrong is put aside, and what is right kept."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return Kept(Book())
        except OSError as error:
            raise unusable(self.path, error, "cannot be read") from error
        book, faults = self._understood(data)
        return self.change(lambda same: same) if faults else Kept(book)

    def change(self, changed: Change) -> Kept:
        """Replace the marks by what `changed` makes of them, and give those.

        When this returns, they are on the disk. What `changed` raises goes on.
        """
        try:
            with locked(self.path, _PATIENCE):
                target = self.path.resolve()
                data = target.read_bytes() if target.exists() else b""
                book, faults = self._understood(data) if data else (Book(), 0)
                troubles = (self._set_aside(data, target, book, faults),) if faults else ()
                after = changed(book)
                if after != book or troubles:
                    put(target, _written(after))
                return Kept(after, troubles)
        except BlockingIOError as error:
            raise unusable(self.path, error, "is held by another program") from error
        except OSError as error:
            raise unusable(self.path, error) from error

    def _understood(self, data: bytes) -> tuple[Book, int]:
        """The marks in a file's text, and how much in it is wrong."""
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            return Book(), 1
        if not isinstance(document, dict):
            return Book(), 1
        version = document.get("version")
        if isinstance(version, int) and version > _VERSION:
            raise SettingsError(
                "Not remembered",
                f"{self.path} was made by a newer trailview.",
                "Use that one, or move the file away.",
            )
        found, faults = _collections(document.get("collections"))
        current = document.get("current")
        if not isinstance(current, str) or not current:
            current, faults = USUAL, faults + 1
        return Book(current, {current: (), **found} if current not in found else found), faults

    def _set_aside(self, data: bytes, target: Path, book: Book, faults: int) -> str:
        """Keep a copy of what is damaged; what to tell of it. Raises OSError."""
        now = datetime.now(UTC)
        aside = target.with_name(f"{target.stem}.damaged-{now:%Y%m%dT%H%M%S%f}{target.suffix}")
        put(aside, data.decode("utf-8", "backslashreplace"))
        saved = sum(map(len, book.collections.values()))
        wrong = "something" if faults == 1 else f"{faults} things"
        return (
            f"{target.name} was damaged: {wrong} in it could not be read, and {saved} marks could. "
            f"It was put aside as {aside}."
        )


def _collections(value: object) -> tuple[dict[str, tuple[Mark, ...]], int]:
    """The collections that are whole or can be saved, and how much cannot."""
    if not isinstance(value, Mapping):
        return {}, 1
    found: dict[str, tuple[Mark, ...]] = {}
    faults = 0
    for name, listed in value.items():
        if not isinstance(listed, list):
            faults += 1
            continue
        marks: dict[object, Mark] = {}
        for each in listed:
            try:
                mark = mark_from(each)
            except ValueError:
                faults += 1
            else:
                marks[mark.key] = mark
        found[name] = tuple(marks.values())
    return found, faults


def _written(book: Book) -> str:
    document = {
        "version": _VERSION,
        "current": book.current,
        "collections": {
            name: [mark_object(mark) for mark in marks] for name, marks in book.collections.items()
        },
    }
    # Escaped, so that a lone surrogate in a record is text that can be written.
    return json.dumps(document, indent=1) + "\n"

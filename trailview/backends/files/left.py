"""The files of one reading: which are wanted, which have been read, and what is sure by then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from trailview.backends.base import Tally
from trailview.backends.files.parts import FoundParts
from trailview.plans.trail_files import EVERY_FILE, Choice, TrailFile, chosen, told, trail_file
from trailview.question.query import ALL_TIME, Question, Window

_MISLEADING: Final = "the names of files do not fit what is in them: all are opened"


class FilesLeft:
    """What has been found, and how much of it is read. Only its reading thread looks at it.

    A read that goes on behind another one is given it again: what was read is not read twice.
    """

    def __init__(self, found: FoundParts, late: int) -> None:
        """`late` is how late files are taken to be delivered, in seconds, or `EVERY_FILE`."""
        self.found = found
        self.tally = Tally(skipped=found.skipped)
        self._late = late
        self._names = [trail_file(PurePath(file.path).name) for file in found.files]
        self._is_read = bytearray(len(found.files))
        self._parts = dict[int, int]()
        """Parts of wanted files that are not read."""
        self.choice = ""
        """How many files are left out, and why; empty where none is."""
        self._choice = Choice(())
        self._are_believed = True
        """Whether names say what files hold, as far as is known."""
        self._next = 0
        """Where among the wanted files the first stands that is not read."""
        self._nameless = 0
        """Wanted files whose names tell nothing, and that are not read."""

    def want(self, question: Question) -> list[int]:
        """Want the files that can hold an event of it; which are to be read, newest first.

        All of them, once names are known to say nothing of what files hold.
        """
        late = self._late if self._are_believed else EVERY_FILE
        self._choice = choice = chosen(self._names, question, late)
        self.choice = told(choice, len(self._names), late) if self._are_believed else _MISLEADING
        wanted = [place for place in choice.places if not self._is_read[place]]
        self._parts = {place: len(self.found.parts(place)) for place in wanted}
        self._next = 0
        self._nameless = sum(self._names[place] is None for place in wanted)
        read = [*map(bool, self._is_read)]
        of_bytes = sum(self._size(place) for place in wanted)
        of_bytes += sum(self._size(place) for place, is_read in enumerate(read) if is_read)
        self.tally = replace(
            self.tally,
            of_files=len(wanted) + sum(read),
            of_bytes=of_bytes,
            unopened=len(read) - len(wanted) - sum(read),
        )
        return wanted

    @property
    def is_believed(self) -> bool:
        """Whether names say what files hold, as far as is known."""
        return self._are_believed

    def believe(
        self, fits: Callable[[FoundParts, Sequence[TrailFile | None], Sequence[int]], bool]
    ) -> bool:
        """Whether names can be believed of the files that are left out; `fits` looks into some."""
        if self._are_believed and self.tally.unopened:
            wanted = {*self._choice.places}
            left_out = [p for p, read in enumerate(self._is_read) if not read and p not in wanted]
            self._are_believed = fits(self.found, self._names, left_out)
        return self._are_believed

    def saw(self, newest: int) -> None:
        """An event of this time has been read: names that say otherwise are not believed."""
        name = self._names[self._choice.places[0]] if self._choice.places else None
        if name is not None and newest >= name.before:
            self._are_believed = False

    def read(self, place: int) -> None:
        """A part of a file has been read; with the last one, the file is."""
        self._parts[place] -= 1
        if not self._parts[place]:
            self._is_read[place] = True
            self._nameless -= self._names[place] is None

    @property
    def covered(self) -> Window | None:
        """From when on no wanted file that is not read can hold an event; None where not known."""
        places = self._choice.places
        while self._next < len(places) and self._is_read[places[self._next]]:
            self._next += 1
        if self._next == len(places):
            return ALL_TIME
        if self._nameless or not self._are_believed:
            return None
        name = self._names[places[self._next]]
        return None if name is None else Window(name.before)

    def _size(self, place: int) -> int:
        return self.found.files[place].size

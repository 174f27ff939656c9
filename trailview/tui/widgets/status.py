"""The last line: how far the answer has come, and nothing it has not reached."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Region
from textual.reactive import reactive
from textual.widget import Widget

from trailview.events.text import counted
from trailview.search.progress import Progress, State
from trailview.search.reach import clock, reach_parts
from trailview.tui.wrapping import cut_cells

Part = tuple[int, str]
"""What there is to say; parts of the highest rank are left out first."""
_PAUSE: Final = 0.5
"""Seconds between two tellings while only counts grow. Textual draws at most sixty times a
second: a key that comes right behind a telling waits for its turn."""


def _files(progress: Progress) -> str:
    tally = progress.tally
    done, of = tally.files, tally.of_files
    if progress.state is State.DONE and of is not None and done >= of:
        if tally.unopened:
            return f"{done:,} of {counted(of + tally.unopened, 'file')} read: no other can hold it"
        return "1 file read" if of == 1 else f"all {of:,} files read"
    count = counted(done, "file") if of is None else f"{done:,} of {counted(of, 'file')}"
    if progress.state is State.READING:
        return f"reading {count}"
    if progress.state is State.CANCELLED:
        return f"stopped after {count}"
    if progress.state is State.FAILED:
        return f"failed after {count}"
    return f"{count} read"


def status_parts(progress: Progress, zone: tzinfo, now: int) -> list[Part]:
    """What there is to say, in the order shown."""
    tally = progress.tally
    parts: list[Part] = []
    if progress.state is State.SCANNING and progress.to_scan is not None:
        parts.append((0, f"scanning records {progress.scanned or 0:,} of {progress.to_scan:,}"))
    elif progress.is_of_service:
        parts += reach_parts(progress, zone, now)
    else:
        parts.append((0, _files(progress)))
    if not progress.is_of_service:
        parts.append((2, f"{counted(progress.loaded, 'event')}{_folded(progress)}"))
        parts.append((0, f"{len(progress.rows):,} match"))
    if progress.counted and progress.counted.is_moved and progress.last is not None:
        parts.append((1, f"back from {clock(progress.last, zone, now)}"))
    if tally.skipped:
        parts.append((4, f"{counted(tally.skipped, 'other file')} passed over"))
    if progress.problems:
        parts.append((1, f"{counted(len(progress.problems), 'problem')} (!)"))
    if not progress.state.is_over:
        if progress.last is not None:
            parts.append((3, f"newest {clock(progress.last, zone, now)}"))
        parts.append((1, "Esc stops"))
    elif progress.can_go_on:
        parts.append((1, ". goes on"))
    return parts


def _folded(progress: Progress) -> str:
    folded = counted(progress.duplicates, "duplicate")
    return f" ({folded} folded)" if progress.duplicates else ""


def fitted(parts: list[Part], room: int) -> str:
    """The parts in one line of at most `room` cells where leaving out lesser ones allows it."""
    kept = list(parts)
    while True:
        line = " · ".join(text for _, text in kept)
        highest = max((rank for rank, _ in kept), default=0)
        if cell_len(line) <= room or highest == 0:
            return line
        kept.remove(next(part for part in reversed(kept) if part[0] == highest))


def changed_cells(before: str, after: str) -> tuple[int, int]:
    """The first cell at which two lines differ, and how many cells on they do so no more.

    Lines with wide characters differ wholly.
    """
    width = max(cell_len(before), cell_len(after))
    if before.isprintable() and after.isprintable() and width == max(len(before), len(after)):
        one, other = before.ljust(width), after.ljust(width)
        apart = [i for i, (old, new) in enumerate(zip(one, other, strict=True)) if old != new]
        return (apart[0], apart[-1] + 1 - apart[0]) if apart else (0, 0)
    return 0, width


class StatusLine(Widget):
    """One line, drawn from what the screen sets.

    While only counts grow it is drawn twice a second, and of it the cells that have changed: it
    may be sent over a slow line.
    """

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $panel; color: $foreground; }
    StatusLine.-failed { background: $error; color: $text; }
    StatusLine.-paused { background: $warning; color: $text; }
    """

    hint = reactive("")
    """Keys to remember, at the right."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._parts: list[Part] = []
        self._state: State | None = None
        self._next: list[Part] | None = None
        """What is to be said when the pause is over."""
        self._is_pausing = False

    def show(self, progress: Progress, zone: tzinfo, now: int) -> None:
        """Say how far this has come: soon, or at once where it has ended or become another."""
        self._next = status_parts(progress, zone, now)
        is_news = progress.state.is_over or progress.state is not self._state
        if self._is_pausing and not is_news:
            return
        self._state = progress.state
        is_paused = progress.waits_for_credentials
        self.set_class(is_paused, "-paused")
        self.set_class(progress.state is State.FAILED and not is_paused, "-failed")
        self._say()

    def _say(self) -> None:
        if self._next is None:
            return
        before = self._left
        self._parts, self._next = self._next, None
        start, count = changed_cells(before, self._left)
        if count:
            self.refresh(Region(start, 0, count, 1))
        if not self._is_pausing:
            self._is_pausing = True
            self.set_timer(_PAUSE, self._end_pause)

    def _end_pause(self) -> None:
        self._is_pausing = False
        self._say()

    @property
    def _hint(self) -> str:
        return f" {self.hint} "

    @property
    def _left(self) -> str:
        """What stands left of the keys."""
        room = self.size.width - cell_len(self._hint)
        return cut_cells(f" {fitted(self._parts, room - 1)}", room)

    def render(self) -> Text:
        left, hint = self._left, self._hint
        gap = " " * max(self.size.width - cell_len(hint) - cell_len(left), 0)
        return Text.assemble(left, gap, (hint, "dim"), no_wrap=True, end="")

"""The last line: how far the answer has come, and nothing it has not reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Final

from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Region
from textual.widget import Widget

from trailview.events.text import counted
from trailview.search.progress import Progress, State
from trailview.search.reach import Part, clock, duration, reach_parts
from trailview.search.state_words import pace, seconds_left, share_done, state_word
from trailview.tui.wrapping import cut_cells

_BAR: Final = 10
"""Cells of the bar that says how much is done."""
_PAUSE: Final = 0.5
"""Seconds between two tellings while only counts grow. Textual draws at most sixty times a
second: a key that comes right behind a telling waits for its turn."""


def state_text(progress: Progress) -> str:
    """The word for what it is at, and how much of that is done: `reading ▓▓▓▓░░░░░░ 38%`."""
    word = state_word(progress)
    if progress.state is State.CANCELLED:
        return f"{word} by you, . reads on" if progress.can_go_on else f"{word} by you"
    share = None if progress.state.is_over else share_done(progress)
    if share is None:
        return word
    filled = int(share * _BAR)
    return f"{word} {'▓' * filled}{'░' * (_BAR - filled)} {int(share * 100)}%"


def status_parts(progress: Progress, zone: tzinfo, now: int) -> list[Part]:
    """What there is to say, in the order shown: the state is first, and never left out."""
    parts: list[Part] = [(0, state_text(progress))]
    if progress.waits_for_credentials:
        parts.append((1, "needs credentials"))
    left = seconds_left(progress)
    if left is not None:
        parts.append((1, f"ETA {duration(left)}"))
    if progress.state is State.SCANNING and progress.to_scan is not None:
        looked_at = f"{progress.scanned or 0:,} of {progress.to_scan:,}"
        parts.append((5, f"{looked_at} records looked into"))
    if progress.is_of_service:
        parts += reach_parts(progress, zone, now)
    else:
        parts += _of_files(progress)
    if progress.counted and progress.counted.is_moved and progress.last is not None:
        parts.append((2, f"back from {clock(progress.last, zone, now)}"))
    if progress.tally.skipped:
        parts.append((6, f"{counted(progress.tally.skipped, 'other file')} passed over"))
    if progress.problems:
        parts.append((1, f"{counted(len(progress.problems), 'problem')} (!)"))
    if speed := pace(progress):
        parts.append((4, speed))
    if not progress.state.is_over:
        if progress.last is not None:
            parts.append((6, f"newest {clock(progress.last, zone, now)}"))
        parts.append((2, "Esc stops"))
    elif progress.can_go_on and progress.state is not State.CANCELLED:
        parts.append((1, ". reads on"))
    return parts


def _of_files(progress: Progress) -> list[Part]:
    """How many files were read, and what was in them; nothing of what is not known yet."""
    tally = progress.tally
    done, of = tally.files, tally.of_files
    if of is None:
        files = f"{counted(done, 'file')} read" if done else ""
    elif done >= of and tally.unopened:
        files = f"{done:,} of {counted(of + tally.unopened, 'file')} read: no other can hold it"
    elif done >= of:
        files = "1 file read" if of == 1 else f"all {of:,} files read"
    else:
        files = f"{done:,} of {counted(of, 'file')}"
    parts = [(6, files)] if files else []
    if progress.loaded or progress.state.is_over:
        parts.append((6, f"{counted(progress.loaded, 'event')}{_folded(progress)}"))
        parts.append((5, f"{len(progress.rows):,} match"))
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
    StatusLine { height: 1; width: 1fr; background: $panel; color: $foreground; }
    StatusLine.-failed { background: $text-error; color: $background; }
    StatusLine.-paused { background: $text-warning; color: $background; }
    StatusLine.-failed:ansi { background: $background; color: $text-error; text-style: reverse; }
    StatusLine.-paused:ansi { background: $background; color: $text-warning; text-style: reverse; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._parts: list[Part] = []
        self._state: State | None = None
        self._next: list[Part] | None = None
        """What is to be said when the pause is over."""
        self._is_pausing = False
        self._painted = ""
        self.told: Callable[[], object] = bool
        """Called in the frame in which something is told."""

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
        self._parts, self._next = self._next, None
        self._draw()
        self.told()
        if not self._is_pausing:
            self._is_pausing = True
            self.set_timer(_PAUSE, self._end_pause)

    def _end_pause(self) -> None:
        self._is_pausing = False
        self._say()

    def _draw(self) -> None:
        """Have the cells drawn that are not as they were."""
        before, self._painted = self._painted, self._text.plain
        start, count = changed_cells(before, self._painted)
        if count:
            self.refresh(Region(start, 0, count, 1))

    @property
    def _text(self) -> Text:
        room = self.size.width
        left = cut_cells(f" {fitted(self._parts, room - 1)}", room)
        return Text(left + " " * (room - cell_len(left)), no_wrap=True, end="")

    def render(self) -> Text:
        text = self._text
        self._painted = text.plain
        return text

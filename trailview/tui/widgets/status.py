"""The last line: how far the answer has come, and nothing it has not reached."""

from __future__ import annotations

from datetime import tzinfo

from rich.cells import cell_len
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from trailview.events.text import counted
from trailview.search.progress import Progress, State
from trailview.search.reach import clock, reach_parts

Part = tuple[int, str]
"""What there is to say; parts of the highest rank are left out first."""


def _files(progress: Progress) -> str:
    tally = progress.tally
    done, of = tally.files, tally.of_files
    if progress.state is State.DONE and of is not None and done >= of:
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


class StatusLine(Widget):
    """One line, drawn from what the screen sets."""

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $panel; color: $foreground; }
    StatusLine.-failed { background: $error; color: $text; }
    """

    hint = reactive("")
    """Keys to remember, at the right."""
    parts: reactive[list[Part]] = reactive(list)

    def show(self, progress: Progress, zone: tzinfo, now: int) -> None:
        """Say how far this has come."""
        self.set_class(progress.state is State.FAILED, "-failed")
        self.parts = status_parts(progress, zone, now)

    def render(self) -> Text:
        hint = f" {self.hint} "
        room = self.size.width - cell_len(hint)
        left = " " + fitted(self.parts, room - 1)
        gap = " " * max(room - cell_len(left), 0)
        return Text.assemble(left, gap, (hint, "dim"), no_wrap=True, overflow="ellipsis", end="")

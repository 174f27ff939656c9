"""How far each part of a search has come, as it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import tzinfo
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from trailview.events.text import counted, printable
from trailview.search.progress import Progress, share_of
from trailview.search.reach import clock, duration
from trailview.search.reading.state import ShardProgress, ShardState
from trailview.search.state_words import left_of, shard_word
from trailview.tui.dialogs.dialog import Dialog

_COLUMNS: Final = ("Where", "State", "Back to", "Window", "ETA", "Read", "Calls", "")
_NUMBERS: Final = ("Window", "ETA", "Read", "Calls")
_STYLES: Final = {ShardState.FAILED: "bold", ShardState.WAITING: "dim"}
_NOTHING_YET: Final = "It is being found out where to ask."


class ShardLine(NamedTuple):
    """A line of the list."""

    state: ShardState
    cells: tuple[str, ...]
    """One for each column."""


def shard_lines(progress: Progress, source: str, zone: tzinfo, now: int) -> list[ShardLine]:
    """What there is to say of each part; `source` names one that has no place of its own."""
    return [
        ShardLine(shard.state, _cells(shard, progress, source, zone, now))
        for shard in progress.shards
    ]


def _cells(
    shard: ShardProgress, progress: Progress, source: str, zone: tzinfo, now: int
) -> tuple[str, ...]:
    covered, tally = shard.covered, shard.tally
    share = share_of(progress.question.window, covered)
    return (
        printable(shard.place or source),
        shard_word(shard),
        "-" if covered is None or covered.since is None else clock(covered.since, zone, now),
        "-" if share is None else f"{share:.0%}",
        _left(shard, share, progress),
        f"{tally.records:,}",
        f"{tally.requests:,}" if progress.is_of_service else "-",
        printable(" · ".join(_remarks(shard, progress))),
    )


def _left(shard: ShardProgress, share: float | None, progress: Progress) -> str:
    left = left_of(share, progress.seconds) if shard.state is ShardState.READING else None
    return "-" if left is None or progress.state.is_over else duration(left)


def _remarks(shard: ShardProgress, progress: Progress) -> Iterable[str]:
    tally = shard.tally
    if shard.error is not None:
        yield f"{shard.error.title}: {shard.error.message}"
    if shard.added:
        yield "asked too"
    if tally.throttled:
        yield f"throttled {tally.throttled:,} ×"
    if tally.phase:
        yield tally.phase
    if not progress.is_of_service:
        yield counted(tally.files, "file")


class ProgressDialog(Dialog[None]):
    """A line for each profile and Region, drawn anew when one of them says something new."""

    DEFAULT_CSS = """
    ProgressDialog #frame { width: 95%; }
    ProgressDialog VerticalScroll { height: auto; max-height: 60vh; }
    ProgressDialog Static { height: auto; }
    ProgressDialog #shards { text-wrap: nowrap; text-overflow: ellipsis; }
    ProgressDialog #notes { color: $text-muted; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]
    title_text = "Progress"

    def __init__(
        self,
        progress: Progress,
        source: str,
        zone: tzinfo,
        now: Callable[[], int],
    ) -> None:
        """`show` tells it what comes after `progress`; `source` is what is asked."""
        super().__init__()
        self._progress = progress
        self._source = source
        self._zone = zone
        self._now = now
        self._lines: list[ShardLine] | None = None
        self._list = Static(id="shards")
        self._notes = Static(id="notes")

    def contents(self) -> Sequence[Widget]:
        """A line for each part, and notes below them."""
        return (VerticalScroll(self._list), self._notes)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self._draw()

    def show(self, progress: Progress) -> None:
        """Say how far this has come."""
        self._progress = progress
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        progress = self._progress
        lines = shard_lines(progress, self._source, self._zone, self._now())
        if lines == self._lines:
            return
        self._lines = lines
        self._list.update(_page(lines) if lines else _NOTHING_YET)
        self._notes.display = bool(progress.notes)
        self._notes.update(Content("\n".join(map(printable, progress.notes))))

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def _page(lines: Sequence[ShardLine]) -> Content:
    """The lines below a head, column by column."""
    rows = [_COLUMNS, *(line.cells for line in lines)]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    styles = ["dim", *(_STYLES.get(line.state, "") for line in lines)]
    parts = [
        Content.styled("  ".join(map(_fitted, _COLUMNS, cells, widths)).rstrip(), style)
        for style, cells in zip(styles, rows, strict=True)
    ]
    return Content("\n").join(parts)


def _fitted(column: str, cell: str, width: int) -> str:
    gap = " " * (width - cell_len(cell))
    return f"{gap}{cell}" if column in _NUMBERS else f"{cell}{gap}"

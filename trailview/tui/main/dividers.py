"""How much room the panes have: their dividers are dragged, or moved by keys."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Protocol

from textual import events
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widget import Widget

from trailview.errors import SettingsError
from trailview.tui.commands import PANES, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import Remember, SizePanes, Started
from trailview.tui.main.host import Points, Remembers, Tells
from trailview.tui.main.layout import (
    LEAST_SHARE,
    MOST_SHARE,
    NARROWEST_SIDEBAR,
    Layout,
    PaneSizes,
    largest_share,
    widest_sidebar,
)
from trailview.tui.widgets.event_detail import EventDetail

if TYPE_CHECKING:
    from trailview.settings.checks import Value
    from trailview.settings.positions import SettingPath

Divided = Literal["sidebar_width", "detail_width", "detail_height"]
"""Which of the sizes a divider is for."""
_STEP: Final = 4
"""Columns, or percent, that a key moves a divider by."""
_PAUSE: Final = 1.0
"""Seconds after the last of such keys when what they came to is written."""


class DividersHost(Points, Remembers, Tells, Protocol):
    """What the dividers need of the screen."""

    @property
    def sidebar(self) -> Vertical:
        """The pane at the left."""
        ...

    @property
    def panes(self) -> Container:
        """What the table and the detail share."""
        ...

    @property
    def detail(self) -> EventDetail:
        """One event."""
        ...

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Do this once, after so many seconds."""
        ...


class DividersController:
    """Follows the mouse from where a divider was taken to where it is left."""

    def __init__(self, host: DividersHost) -> None:
        self._host = host
        self._dragged: Divided | None = None
        self._sizes = PaneSizes()
        self._pause: Timer | None = None
        """At whose end sizes are written."""

    def _started(self, _: Started) -> None:
        self._sizes = PaneSizes.kept(self._host.memory.settings.pane_size)

    @property
    def _detail_divider(self) -> Divided | None:
        """Which divider stands between table and detail; None where they do not share a pane."""
        if not (self._host.detail.display and self._host.table.display):
            return None
        return "detail_width" if self._host.panes.has_class("-beside") else "detail_height"

    def _has_divider(self) -> bool:
        return self._divider_in_use() is not None

    def _divider_in_use(self) -> Divided | None:
        """The divider of the pane in use: of the table, that of the detail before the other."""
        sidebar, divider = self._host.sidebar, self._detail_divider
        if sidebar.display and self._host.panes.display:
            return "sidebar_width" if sidebar.has_focus_within else divider or "sidebar_width"
        return divider

    # By the mouse

    def _taken(self, event: events.MouseDown) -> None:
        divider = self._divider_at(event.screen_x, event.screen_y)
        if divider is not None:
            self._dragged = divider
            self._pane_of(divider).capture_mouse()

    def _moved(self, event: events.MouseMove) -> None:
        if not event.button:  # it was let go of before the mouse was captured
            self._left()
        elif self._dragged is not None:
            size = self._size_to(self._dragged, event.screen_x, event.screen_y)
            self._give(self._dragged, size)

    def _left(self, _: events.MouseUp | None = None) -> None:
        divider, self._dragged = self._dragged, None
        if divider is not None:
            self._pane_of(divider).release_mouse()
            self._remember()

    def _pane_of(self, divider: Divided) -> Widget:
        return self._host.sidebar if divider == "sidebar_width" else self._host.detail

    def _divider_at(self, x: float, y: float) -> Divided | None:
        """The divider in this cell of the screen."""
        sidebar, detail = self._host.sidebar, self._host.detail.region
        if sidebar.display and self._host.panes.display and int(x) == sidebar.region.right - 1:
            return "sidebar_width" if sidebar.region.y <= int(y) < sidebar.region.bottom else None
        divider = self._detail_divider
        is_there = int(x) == detail.x if divider == "detail_width" else int(y) == detail.y
        return divider if divider and is_there and detail.contains(int(x), int(y)) else None

    def _size_to(self, divider: Divided, x: float, y: float) -> int:
        """The size that brings a divider into a cell of the screen."""
        panes = self._host.panes.region
        if divider == "sidebar_width":
            return int(x) + 1 - self._host.sidebar.region.x
        if divider == "detail_width":
            return round(100 * (panes.right - x) / panes.width)
        return round(100 * (panes.bottom - y) / panes.height)

    # By keys

    def widen(self) -> None:
        """Give the pane in use more room."""
        self._step(_STEP)

    def narrow(self) -> None:
        """Give the pane in use less room."""
        self._step(-_STEP)

    def _step(self, by: int) -> None:
        divider = self._divider_in_use()
        if divider is None:
            return
        is_of_pane = self._host.sidebar.has_focus_within or self._host.detail.has_focus
        self._give(divider, self._now(divider) + (by if is_of_pane else -by))
        if self._pause is not None:
            self._pause.stop()
        self._pause = self._host.set_timer(_PAUSE, self._remember)

    def _now(self, divider: Divided) -> int:
        """The size that a divider gives now."""
        given: int = getattr(self._sizes, divider)
        if given:  # what was laid out may be older
            return given
        panes, detail = self._host.panes.region, self._host.detail.region
        if divider == "sidebar_width":
            return self._host.sidebar.region.width
        if divider == "detail_width":
            return round(100 * detail.width / panes.width)
        return round(100 * detail.height / panes.height)

    def _give(self, divider: Divided, size: int) -> None:
        """Set a size, within what the panes need."""
        panes, least, most = self._host.panes, LEAST_SHARE, MOST_SHARE
        if divider == "sidebar_width":
            room = self._host.sidebar.region.width + panes.region.width
            shown = Layout(
                True,
                self._host.table.display,
                self._host.detail.display,
                panes.has_class("-beside"),
            )
            least, most = NARROWEST_SIDEBAR, widest_sidebar(shown, room)
        elif divider == "detail_width":
            most = largest_share(panes.region.width)
        sizes = self._sizes._replace(**{divider: max(least, min(size, most))})
        if sizes != self._sizes:
            self._sizes = sizes
            self._host.tell(SizePanes(sizes))

    # What is kept

    @property
    def _unwritten(self) -> dict[SettingPath, Value | None]:
        kept = PaneSizes.kept(self._host.memory.settings.pane_size)
        pairs = zip(PaneSizes._fields, kept, self._sizes, strict=True)
        return {("panes", name): size for name, before, size in pairs if size != before}

    def _remember(self) -> None:
        self._pause = None
        if changes := self._unwritten:
            self._host.tell(Remember(changes))

    def _ended(self, _: events.Unmount) -> None:
        """Write what the pause has not come to: nothing else is waited for, and no thread is."""
        if self._pause is not None and (changes := self._unwritten):
            with suppress(SettingsError):  # there is no screen to say so on, nor much lost
                self._host.memory.change(changes)

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "pane.wider",
            "}",
            "Larger pane",
            "Give the pane in use more room, beside or under the others; it is remembered.",
            PANES,
            widen,
            When(_has_divider, "No other pane shares its room."),
        ),
        Command(
            "pane.narrower",
            "{",
            "Smaller pane",
            "Give the pane in use less room, and the others more; it is remembered.",
            PANES,
            narrow,
            When(_has_divider, "No other pane shares its room."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(events.MouseDown, _taken),
        hears(events.MouseMove, _moved),
        hears(events.MouseUp, _left),
        hears(events.Unmount, _ended),
    )

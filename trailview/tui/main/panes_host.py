"""What the panes need of the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from textual.containers import Container, Vertical
from textual.geometry import Size
from textual.widget import Widget

from trailview.tui.main.host import Points, Remembers, Tells
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.term_chips import TermChips


class PanesHost(Points, Remembers, Tells, Protocol):
    """What the panes need of the screen."""

    @property
    def backends(self) -> Sequence[str]:
        """The names of all that can be asked, for the form."""
        ...

    @property
    def sidebar(self) -> Vertical:
        """The pane that the form stands in."""
        ...

    @property
    def panes(self) -> Container:
        """What the table and the detail stand in."""
        ...

    @property
    def detail(self) -> EventDetail:
        """One event."""
        ...

    @property
    def chips(self) -> TermChips:
        """The active terms."""
        ...

    @property
    def size(self) -> Size:
        """The screen's, in cells."""
        ...

    @property
    def focused(self) -> Widget | None:
        """What has the focus."""
        ...

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True) -> None:
        """Move to a widget at once: keys typed ahead go there."""
        ...

    def focus_next(self) -> Widget | None:
        """Move on to what can have the focus next."""
        ...

    def focus_previous(self) -> Widget | None:
        """Move back to what can have the focus before."""
        ...

    @property
    def is_reading(self) -> bool:
        """Whether something is being read."""
        ...

    def stop_reading(self) -> bool:
        """Stop what is being read; False where nothing is."""
        ...

    def say(self, text: str) -> None:
        """A passing notice. `text` is plain."""
        ...

    def call_after_refresh(self, callback: Callable[[], object]) -> bool:
        """Do this once what changed has been laid out."""
        ...

"""Which panes show, and moving between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.containers import Container, Vertical
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from trailview.tui.commands import PANES, Command
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import DetailAppeared, FirstFrameShown, OpenDetail, ShowRows
from trailview.tui.main.host import Tells
from trailview.tui.main.layout import PaneChoices, arrange
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.term_chips import TermChips

if TYPE_CHECKING:
    from trailview.tui.widgets.filters import Filters
    from trailview.tui.widgets.plain_rows import PlainRows


class PanesHost(Tells, Protocol):
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
    def table(self) -> EventTable:
        """The events."""
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

    def focus_next(self) -> Widget | None:
        """Move on to what can have the focus next."""
        ...

    def focus_previous(self) -> Widget | None:
        """Move back to what can have the focus before."""
        ...

    def stop_reading(self) -> bool:
        """Stop what is being read; False where nothing is."""
        ...

    def call_after_refresh(self, callback: Callable[[], object]) -> bool:
        """Do this once what changed has been laid out."""
        ...


class PanesController:
    """Shows the panes there is room for, and those the user opened.

    The form in the sidebar is made after the first frame, and only where the
    sidebar shows.
    """

    def __init__(self, host: PanesHost) -> None:
        self._host = host
        self.filters: Filters | None = None
        """The form, once it has been made."""
        self.rows: PlainRows | None = None
        """Rows that are no events; they stand in the table's place when `shows_rows`."""
        self.shows_rows = False
        self._choices = PaneChoices()
        self._is_first_frame_shown = False

    @property
    def shows_detail(self) -> bool:
        """Whether the detail is on the screen."""
        return bool(self._host.detail.display)

    @property
    def front(self) -> Widget:
        """The pane for the answer: the table of events, or that of other rows."""
        return self.rows if self.rows is not None and self.shows_rows else self._host.table

    def lay_out(self, width: int) -> None:
        """Show what there is room for in so many columns."""
        host, layout = self._host, arrange(width, self._choices)
        shows_detail = layout.detail and not self.shows_rows
        detail_appears = shows_detail and not host.detail.display
        host.sidebar.display = layout.sidebar
        host.table.display = layout.table and not self.shows_rows
        if self.rows is not None:
            self.rows.display = layout.table and self.shows_rows
        host.detail.display = shows_detail
        host.panes.set_class(layout.beside and layout.table, "-beside")
        host.panes.set_class(not layout.beside and layout.table, "-below")
        if self._is_first_frame_shown:
            self._fill()
        if detail_appears:
            host.tell(DetailAppeared())

    def _first_frame_shown(self, _: FirstFrameShown) -> None:
        self._is_first_frame_shown = True
        self._fill()

    def _fill(self) -> None:
        """Make what the first frame did without, as far as it shows."""
        if self.filters is not None or not self._host.sidebar.display:
            return
        from trailview.question.when import PRESETS
        from trailview.tui.widgets.filters import Filters

        self.filters = Filters(self._host.backends, PRESETS, id="filters")
        self._host.sidebar.mount(
            self.filters, Static("Active terms", id="active"), self._host.chips
        )

    def _choose(self, choices: PaneChoices) -> None:
        self._choices = choices
        self.lay_out(self._host.size.width)
        focused = self._host.focused
        if focused is None or not all(node.display for node in focused.ancestors_with_self):
            (self.front if self.front.display else self._host.detail).focus()

    def _show_rows(self, intent: ShowRows) -> None:
        table = intent.table
        was_in_front = self._host.focused in (self._host.table, self.rows)
        if table is not None:
            if self.rows is None:
                from trailview.tui.widgets.plain_rows import PlainRows

                self.rows = PlainRows(id="rows")
                self._host.panes.mount(self.rows, before=self._host.table)
            self.rows.show(table)
        if self.shows_rows != (table is not None):
            self.shows_rows = table is not None
            self.lay_out(self._host.size.width)
            focused = self._host.focused
            if was_in_front or focused is None or not focused.display:
                self.front.focus()

    def _open_detail(self, _: OpenDetail) -> None:
        """Show the detail and move into it."""
        if not self.shows_detail:
            zoomed = "detail" if self._choices.zoomed else None
            self._choose(self._choices._replace(detail=True, zoomed=zoomed))
        self._host.detail.focus()

    def toggle_detail(self) -> None:
        """Show or hide the detail."""
        self._choose(self._choices._replace(detail=not self.shows_detail, zoomed=None))

    def toggle_sidebar(self) -> None:
        """Show or hide the sidebar."""
        shown = not self._host.sidebar.display
        self._choose(self._choices._replace(sidebar=shown, zoomed=None))
        if shown and self.filters is not None:
            self._host.call_after_refresh(self.filters.focus_first)

    def zoom(self) -> None:
        """Give the whole screen to the pane in use, or take it back."""
        pane = "detail" if self._host.detail.has_focus else "table"
        zoomed = pane if self._choices.zoomed is None else None
        self._choose(self._choices._replace(zoomed=zoomed))

    def to_next(self) -> None:
        """Move to the next pane or field."""
        self._host.focus_next()

    def to_previous(self) -> None:
        """Move to the previous pane or field."""
        self._host.focus_previous()

    def back(self) -> None:
        """Leave the zoom or the pane; in the table stop reading, or close what was opened."""
        if not self._leave() and not self._host.stop_reading():
            self._close_opened()

    def _leave(self) -> bool:
        """Leave a zoom, or the pane in use for the table; False where there is nothing to leave."""
        if self._choices.zoomed is not None:
            self._choose(self._choices._replace(zoomed=None))
            return True
        if self._host.focused is self.front:
            return False
        was_detail = self._host.detail.has_focus
        self.front.focus()
        self._close_opened(detail=was_detail, sidebar=not was_detail)
        return True

    def _close_opened(self, *, detail: bool = True, sidebar: bool = True) -> None:
        """Close panes that are open only because they were asked for."""
        usual = arrange(self._host.size.width, PaneChoices())
        choices = self._choices
        if detail and not usual.detail:
            choices = choices._replace(detail=None)
        if sidebar and not usual.sidebar:
            choices = choices._replace(sidebar=None)
        if choices != self._choices:
            self._choose(choices)

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "pane.next",
            "tab",
            "Next pane",
            "Move to the next pane; in the sidebar, to its next field.",
            PANES,
            to_next,
        ),
        Command(
            "pane.previous",
            "shift+tab",
            "Previous pane",
            "Move to the previous pane or field.",
            PANES,
            to_previous,
        ),
        Command(
            "pane.sidebar",
            "b",
            "Sidebar",
            "Show or hide the filters and the active terms.",
            PANES,
            toggle_sidebar,
        ),
        Command(
            "pane.detail",
            "d",
            "Detail",
            "Show or hide the detail of the event at the cursor.",
            PANES,
            toggle_detail,
        ),
        Command(
            "pane.zoom",
            "z",
            "Zoom",
            "Give the whole screen to the pane in use, or take it back.",
            PANES,
            zoom,
        ),
        Command(
            "pane.back",
            "escape",
            "Cancel, close",
            "End the zoom, leave the detail or the sidebar; in the table, stop reading.",
            PANES,
            back,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(FirstFrameShown, _first_frame_shown),
        hears(OpenDetail, _open_detail),
        hears(ShowRows, _show_rows),
    )

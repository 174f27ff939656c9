"""The main screen's widgets, how they lie, and moving between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from trailview.backends.plain import PlainTable
from trailview.tui.first_frame import HeldScreen
from trailview.tui.main.layout import Wishes, arrange
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.header import HeaderLine
from trailview.tui.widgets.query_bar import QueryBar
from trailview.tui.widgets.status import StatusLine
from trailview.tui.widgets.term_chips import TermChips

if TYPE_CHECKING:
    from trailview.tui.widgets.filters import Filters
    from trailview.tui.widgets.plain_rows import PlainRows
    from trailview.tui.widgets.whose import WhoseLine


class PanesScreen(HeldScreen):
    """Shows the panes there is room for.

    The form in the sidebar is made after the first frame, by `fill`, and only
    where the sidebar shows.
    """

    def __init__(self, backends: Sequence[str]) -> None:
        super().__init__()
        self.header = HeaderLine(id="header")
        self.bar = QueryBar(id="bar")
        self.chips = TermChips(id="chips")
        self.filters: Filters | None = None
        self.table = EventTable(id="table")
        self.detail = EventDetail(id="detail")
        self.status = StatusLine(id="status")
        self.rows: PlainRows | None = None
        """Rows that are no events; they stand in the table's place when `shows_rows`."""
        self.shows_rows = False
        self.whose: WhoseLine | None = None
        """The line that says whose events are shown, once it has been needed."""
        self._backends = backends
        self._sidebar = Vertical(id="sidebar")
        self._panes = Container(id="panes")
        self._wishes = Wishes()
        self._filled = False

    def compose(self) -> ComposeResult:
        self._lay_out(self.app.size.width)
        yield self.header
        yield self.bar
        with Horizontal(id="body"):
            yield self._sidebar
            with self._panes:
                yield self.table
                yield self.detail
        yield self.status

    @property
    def shows_detail(self) -> bool:
        return bool(self.detail.display)

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(event.size.width)

    def _lay_out(self, width: int) -> None:
        layout = arrange(width, self._wishes)
        shows_detail = layout.detail and not self.shows_rows
        detail_appears = shows_detail and not self.detail.display
        self._sidebar.display = layout.sidebar
        self.table.display = layout.table and not self.shows_rows
        if self.rows is not None:
            self.rows.display = layout.table and self.shows_rows
        self.detail.display = shows_detail
        self._panes.set_class(layout.beside and layout.table, "-beside")
        self._panes.set_class(not layout.beside and layout.table, "-below")
        if self._filled:
            self.fill()
        if detail_appears:
            self.detail_appeared()

    def fill(self) -> None:
        """Make what the first frame did without, as far as it shows."""
        self._filled = True
        if self.filters is not None or not self._sidebar.display:
            return
        from trailview.question.when import PRESETS
        from trailview.tui.widgets.filters import Filters

        self.filters = Filters(self._backends, PRESETS, id="filters")
        self._sidebar.mount(self.filters, Static("Active terms", id="active"), self.chips)

    def detail_appeared(self) -> None:
        """The detail shows again and wants an event."""

    def _wish(self, wishes: Wishes) -> None:
        self._wishes = wishes
        self._lay_out(self.size.width)
        focused = self.focused
        if focused is None or not all(node.display for node in focused.ancestors_with_self):
            (self.front if self.front.display else self.detail).focus()

    @property
    def front(self) -> Widget:
        """The pane for the answer: the table of events, or that of other rows."""
        return self.rows if self.rows is not None and self.shows_rows else self.table

    def show_rows(self, table: PlainTable | None) -> None:
        """Show rows that are no events in place of the events; None shows the events again."""
        was_in_front = self.focused in (self.table, self.rows)
        if table is not None:
            if self.rows is None:
                from trailview.tui.widgets.plain_rows import PlainRows

                self.rows = PlainRows(id="rows")
                self._panes.mount(self.rows, before=self.table)
            self.rows.show(table)
        if self.shows_rows != (table is not None):
            self.shows_rows = table is not None
            self._lay_out(self.size.width)
            if was_in_front or self.focused is None or not self.focused.display:
                self.front.focus()

    def show_whose(self, source: str, owner: str, colour: str, hint: str) -> None:
        """Say above the events whose they are; without a source, that goes without saying."""
        if source and self.whose is None:
            from trailview.tui.widgets.whose import WhoseLine

            self.whose = WhoseLine(id="whose")
            self.mount(self.whose, before="#body")
        if self.whose is not None:
            self.whose.display = bool(source)
            self.whose.source, self.whose.owner, self.whose.hint = source, owner, hint
            self.whose.wear(colour)

    def open_detail(self) -> None:
        """Show the detail and move into it."""
        if not self.shows_detail:
            zoomed = "detail" if self._wishes.zoomed else None
            self._wish(replace(self._wishes, detail=True, zoomed=zoomed))
        self.detail.focus()

    def action_toggle_detail(self) -> None:
        self._wish(replace(self._wishes, detail=not self.shows_detail, zoomed=None))

    def action_toggle_sidebar(self) -> None:
        shown = not self._sidebar.display
        self._wish(replace(self._wishes, sidebar=shown, zoomed=None))
        if shown and self.filters is not None:
            self.call_after_refresh(self.filters.focus_first)

    def action_zoom(self) -> None:
        if self._wishes.zoomed is None:
            pane = "detail" if self.detail.has_focus else "table"
            self._wish(replace(self._wishes, zoomed=pane))
        else:
            self._wish(replace(self._wishes, zoomed=None))

    def action_next_pane(self) -> None:
        self.focus_next()

    def action_previous_pane(self) -> None:
        self.focus_previous()

    def leave_pane(self) -> bool:
        """Leave a zoom, or the pane in use for the table; False where there is nothing to leave."""
        if self._wishes.zoomed is not None:
            self._wish(replace(self._wishes, zoomed=None))
            return True
        if self.focused is self.front:
            return False
        was_detail = self.detail.has_focus
        self.front.focus()
        self.close_opened(detail=was_detail, sidebar=not was_detail)
        return True

    def close_opened(self, *, detail: bool = True, sidebar: bool = True) -> None:
        """Close panes that are open only because they were asked for."""
        usual = arrange(self.size.width, Wishes())
        wishes = self._wishes
        if detail and not usual.detail:
            wishes = replace(wishes, detail=None)
        if sidebar and not usual.sidebar:
            wishes = replace(wishes, sidebar=None)
        if wishes != self._wishes:
            self._wish(wishes)

"""Which panes show, and moving between them."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final

from textual.widget import Widget

from trailview.tui.commands import PANES, Command
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import (
    DetailAppeared,
    FacetsAppeared,
    FirstFrameShown,
    GoToFacets,
    OpenDetail,
    Remember,
    RowsNarrowed,
    RowsReached,
    ShowRows,
    SizePanes,
    Started,
)
from trailview.tui.main.layout import PaneChoices, PaneSizes, arrange, give_sizes

if TYPE_CHECKING:
    from trailview.backends.plain import PlainTable
    from trailview.tui.main.panes_host import PanesHost
    from trailview.tui.widgets.facets import FacetsPane
    from trailview.tui.widgets.filters import Filters
    from trailview.tui.widgets.plain_rows import PlainRows


_AGAIN: Final = 3.0
"""Seconds in which Escape again stops reading: as long as the notice stands."""
_SIDEBAR: Final = "sidebar"
_DETAIL: Final = "detail"
_WORDS: Final = {True: "open", False: "closed"}
"""What is remembered of a pane; one without a word is as the size suggests."""


class PanesController:
    """Shows the panes there is room for, and those the user opened.

    The form in the sidebar is made after the first frame, and only where the
    sidebar shows.
    """

    def __init__(self, host: PanesHost) -> None:
        self._host = host
        self.filters: Filters | None = None
        """The form, once it has been made."""
        self.facets: FacetsPane | None = None
        """The facets, once they have been made."""
        self.rows: PlainRows | None = None
        """Rows that are no events; they stand in the table's place when `shows_rows`."""
        self.shows_rows = False
        self._table: PlainTable | None = None
        """Those rows, whole."""
        self._narrowed: PlainTable | None = None
        """Those of them that are to show; None for all."""
        self._choices = PaneChoices()
        self._is_first_frame_shown = False
        self._warned_at: float | None = None
        """When it was said that Escape again stops reading, and nothing but that was done."""

    @property
    def shows_detail(self) -> bool:
        """Whether the detail is on the screen."""
        return bool(self._host.detail.display)

    @property
    def shows_facets(self) -> bool:
        """Whether the facets are on the screen."""
        return self.facets is not None and bool(self._host.sidebar.display)

    @property
    def front(self) -> Widget:
        """The pane for the answer: the table of events, or that of other rows."""
        return self.rows if self.rows is not None and self.shows_rows else self._host.table

    def lay_out(self, width: int) -> None:
        """Show what there is room for in so many columns."""
        host, layout = self._host, arrange(width, self._choices)
        shows_detail = layout.detail and not self.shows_rows
        detail_appears = shows_detail and not host.detail.display
        shows_facets = self.shows_facets
        host.sidebar.display = layout.sidebar
        host.table.display = layout.table and not self.shows_rows
        if self.rows is not None:
            self.rows.display = layout.table and self.shows_rows
        host.detail.display = shows_detail
        host.panes.display = layout.table or layout.detail
        host.sidebar.set_class(self._choices.zoomed == "facets", "-whole")
        host.panes.set_class(layout.beside and layout.table, "-beside")
        host.panes.set_class(not layout.beside and layout.table, "-below")
        give_sizes(layout, self._choices, width, host.sidebar, host.detail)
        if self._is_first_frame_shown:
            self._fill()
        if detail_appears:
            host.tell(DetailAppeared())
        if self.shows_facets and not shows_facets:
            host.tell(FacetsAppeared())

    def _first_frame_shown(self, _: FirstFrameShown) -> None:
        self._is_first_frame_shown = True
        self._fill()
        if self.shows_facets:
            self._host.tell(FacetsAppeared())

    def _fill(self) -> None:
        """Make what the first frame did without, as far as it shows."""
        if self.filters is not None or not self._host.sidebar.display:
            return
        from trailview.question.when import PRESETS
        from trailview.tui.widgets.facets import FacetsPane
        from trailview.tui.widgets.filters import Filters

        self.filters = Filters(self._host.backends, PRESETS, id="filters")
        self.facets = FacetsPane(id="facets")
        self._host.sidebar.mount(self.filters, self._host.chips, self.facets)

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
                self.rows.row_reached = lambda: self._host.tell(RowsReached())
                self._host.panes.mount(self.rows, before=self._host.table)
            self._table = table
            if self._narrowed is None:
                self.rows.show(table)
        if self.shows_rows != (table is not None):
            self.shows_rows = table is not None
            self.lay_out(self._host.size.width)
            focused = self._host.focused
            if was_in_front or focused is None or not focused.display:
                self.front.focus()
            self._host.tell(RowsReached())

    def _rows_narrowed(self, intent: RowsNarrowed) -> None:
        self._narrowed = intent.table
        shown = self._table if self._narrowed is None else self._narrowed
        if self.rows is not None and shown is not None:
            self.rows.show(shown, intent.note)

    def _open_detail(self, _: OpenDetail) -> None:
        """Show the detail and move into it."""
        if not self.shows_detail:
            zoomed = "detail" if self._choices.zoomed else None
            self._choose(self._choices._replace(detail=True, zoomed=zoomed))
        self._host.set_focus(self._host.detail)

    def toggle_detail(self) -> None:
        """Show or hide the detail."""
        shown = not self.shows_detail
        self._choose(self._choices._replace(detail=shown, zoomed=None))
        self._remember(_DETAIL, shown)

    def toggle_sidebar(self) -> None:
        """Show or hide the sidebar."""
        shown = not self._host.sidebar.display
        self._choose(self._choices._replace(sidebar=shown, zoomed=None))
        self._remember(_SIDEBAR, shown)
        if shown and self.filters is not None:
            self._host.call_after_refresh(self.filters.focus_first)

    def _started(self, _: Started) -> None:
        """Open and close what was opened and closed the last time."""
        settings = self._host.memory.settings
        meant = {word: is_open for is_open, word in _WORDS.items()}
        remembered = PaneChoices(
            meant.get(settings.pane(_SIDEBAR)),
            meant.get(settings.pane(_DETAIL)),
            sizes=PaneSizes.kept(settings.pane_size),
        )
        if remembered != self._choices:
            self._choices = remembered
            self.lay_out(self._host.size.width)

    def _size_panes(self, intent: SizePanes) -> None:
        self._choose(self._choices._replace(sizes=intent.sizes))

    def _remember(self, name: str, is_open: bool) -> None:
        """Keep that a pane is open or closed; as the size suggests is not kept."""
        usual = arrange(self._host.size.width, PaneChoices())
        is_usual = is_open == (usual.sidebar if name == _SIDEBAR else usual.detail)
        word = "" if is_usual else _WORDS[is_open]
        if word != self._host.memory.settings.pane(name):
            self._host.tell(Remember({("panes", name): word or None}))

    def to_facets(self, intent: GoToFacets | None = None) -> None:
        """Move to the facets; from there make them large, or small again."""
        pane, choices = self.facets, self._choices
        is_again = intent is None and pane is not None and pane.has_focus
        if is_again:
            zoomed = None if choices.zoomed == "facets" else "facets"
            self._choose(choices._replace(zoomed=zoomed))
        elif not self.shows_facets:
            self._choose(choices._replace(sidebar=True, zoomed=None))
        if self.facets is not None:
            self._host.set_focus(self.facets)

    def zoom(self) -> None:
        """Give the whole screen to the pane in use, or take it back."""
        pane = "detail" if self._host.detail.has_focus else "table"
        if self.facets is not None and self.facets.has_focus:
            pane = "facets"
        zoomed = pane if self._choices.zoomed is None else None
        self._choose(self._choices._replace(zoomed=zoomed))

    def to_next(self) -> None:
        """Move to the next pane or field."""
        self._host.focus_next()

    def to_previous(self) -> None:
        """Move to the previous pane or field."""
        self._host.focus_previous()

    def back(self) -> None:
        """Leave or close what is open; where nothing is, stop reading on the second press."""
        warned_at, self._warned_at = self._warned_at, None
        if self._leave() or self._close_opened() or not self._host.is_reading:
            return
        if warned_at is not None and monotonic() - warned_at <= _AGAIN:
            self._host.stop_reading()
        else:
            self._warned_at = monotonic()
            self._host.say("Esc again stops reading.")

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

    def _close_opened(self, *, detail: bool = True, sidebar: bool = True) -> bool:
        """Close panes that are open only because they were asked for; False where none are."""
        usual = arrange(self._host.size.width, PaneChoices())
        choices = self._choices
        if detail and not usual.detail:
            choices = choices._replace(detail=None)
        if sidebar and not usual.sidebar:
            choices = choices._replace(sidebar=None)
        is_open = choices != self._choices
        if is_open:
            self._choose(choices)
        return is_open

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
            "Show or hide the filters, the active terms and the facets.",
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
            "pane.facets",
            "f",
            "Facets",
            "Move to the most frequent values of the answer; again makes them large, or small.",
            PANES,
            to_facets,
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
            "End the zoom, leave the detail or the sidebar; in the table, twice stops reading.",
            PANES,
            back,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(FirstFrameShown, _first_frame_shown),
        hears(OpenDetail, _open_detail),
        hears(GoToFacets, to_facets),
        hears(ShowRows, _show_rows),
        hears(RowsNarrowed, _rows_narrowed),
        hears(SizePanes, _size_panes),
    )

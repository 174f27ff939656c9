"""The event table: draws the rows that show, and only the lines that change.

It has an offset of its own: how many rows there are behind those on the screen costs no key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from trailview.search.progress import Order
from trailview.store.rows import Rows, no_rows
from trailview.tui import table_messages
from trailview.tui.bare_lines import BareLines
from trailview.tui.cells import Span, cell_text, span_of_rows
from trailview.tui.columns import DEFAULT, Column, Layout, column_at, laid_out
from trailview.tui.messages import ProposalChosen
from trailview.tui.needs import Needs
from trailview.tui.painted_lines import PaintedLine, PaintedLines, lines_of, regions_of, thumb
from trailview.tui.part_styles import LineWidget
from trailview.tui.row_strips import Page, RowStrips, cells_of
from trailview.tui.table_bindings import TABLE_BINDINGS
from trailview.tui.table_look import TABLE_CLASSES, TABLE_CSS

if TYPE_CHECKING:
    from trailview.settings.marks import MarkKey

_HEADER: Final = 1


class EventTable(LineWidget, can_focus=True):
    """Shows `Rows`, newest first or as they come, with a cursor on one cell."""

    PREFIX = "table"
    COMPONENT_CLASSES: ClassVar[set[str]] = TABLE_CLASSES
    DEFAULT_CSS = TABLE_CSS
    BINDINGS: ClassVar[list[BindingType]] = TABLE_BINDINGS

    DONE_AT_ONCE: ClassVar[frozenset[str]] = frozenset({"move", "page", "go", "move_column"})

    Highlighted: TypeAlias = table_messages.Highlighted
    Opened: TypeAlias = table_messages.Opened
    TermAsked: TypeAlias = table_messages.TermAsked
    SortAsked: TypeAlias = table_messages.SortAsked
    Nothing: TypeAlias = table_messages.Nothing

    def __init__(
        self,
        rows: Rows | None = None,
        layout: Layout = DEFAULT,
        zone: tzinfo = UTC,
        *,
        id: str | None = None,  # noqa: A002  (Textual's name)
    ) -> None:
        super().__init__(id=id)
        self._styles_cache = BareLines()
        self._rows: Rows = rows or no_rows()
        self._layout = layout
        self._zone = zone
        self._order = Order()
        self._varied = self._telling = frozenset[str]()
        self._position = 0
        self._key: int | None = None
        self._top = self._left = self._column = 0
        self._has_moved = self._is_reordered = False
        self._columns: list[tuple[Column, int]] = []
        self._span, self._time_title = Span.EVER, "Time"
        self._strips = RowStrips(self._style)
        self._frame: Page | None = None
        """The look of the lines while a frame is drawn."""
        self._needs = Needs()
        self._widens = False
        self._timer: Timer | None = None
        self._painted = PaintedLines()
        self.highlighted: Callable[[EventTable.Highlighted], object] = self.post_message
        """Called when the cursor is on another event."""
        self.row_reached: Callable[[], object] = bool
        """Called when the cursor is on another row, or there are more or fewer: in the same
        frame, as a message would have what it changes drawn in one of its own."""

    @property
    def rows(self) -> Rows:
        """The events shown."""
        return self._rows

    @property
    def position(self) -> int:
        """Where the cursor is among the rows."""
        return self._position

    @property
    def cursor_key(self) -> int | None:
        """The key of the event at the cursor."""
        return self._key

    @property
    def cursor_line(self) -> int | None:
        """The line of the page with the cursor; None until the user has moved it."""
        return self._position - self._top if self._has_moved else None

    @property
    def value(self) -> str | None:
        """The text of the cell at the cursor."""
        if self._key is None or not self._columns:
            return None
        column, _ = self._columns[self._column]
        return cell_text(self._rows, self._position, column.name, self._zone)

    @property
    def term(self) -> tuple[str, str] | str:
        """The field and the text that ask for the cell at the cursor; or why none do."""
        if self._key is None or not self._columns:
            return ""
        from trailview.tui.cell_terms import cell_term

        return cell_term(self._rows, self._position, self._columns[self._column][0].name)

    @property
    def zone(self) -> tzinfo:
        """In which times are shown."""
        return self._zone

    @zone.setter
    def zone(self, zone: tzinfo) -> None:
        self._zone = zone
        self._lay_out()

    @property
    def drawn_columns(self) -> list[str]:
        """The names of the columns for which there is room."""
        return [column.name for column, _ in self._columns]

    @property
    def column_layout(self) -> Layout:
        """The columns chosen, whether or not there is room for all."""
        return self._layout

    def set_layout(self, layout: Layout) -> None:
        """Show other columns, or the same otherwise."""
        self._layout, self._left = layout, 0
        self._needs.forget()
        self._lay_out()

    def set_sort(self, order: Order) -> None:
        """Mark the column by which the rows are sorted. The rows come sorted."""
        if order != self._order:
            self._order, self._is_reordered = order, True
            self._refresh_lines([-_HEADER])

    def set_marked(self, keys: frozenset[MarkKey]) -> None:
        """Draw a mark before these events."""
        self._strips.set_marked(keys)
        self.refresh()

    def set_telling(self, names: frozenset[str]) -> None:
        """Columns that tell whose a row is, whatever the rows have: they stay in a narrow table."""
        self._telling = names

    def forget(self) -> None:
        """The rows that come next are of other events: begin at the top."""
        self._key, self._has_moved = None, False
        self._painted.forget()
        self._strips.clear()
        self._needs.forget()

    def begin(self) -> None:
        """The rows that come next answer something else: begin at the top."""
        self._has_moved = False

    def show(self, rows: Rows) -> None:
        """Show other rows. The cursor stays on its event, and the event where it is.

        Until the user has moved it, the cursor stays on the first row.
        """
        before, self._rows = self._position, rows
        key = self._key if self._has_moved else None
        self._position = (None if key is None else rows.position(key)) or 0
        self._top = self._position - (before - self._top)
        self._clamp()
        self._note_key()
        is_reordered, self._is_reordered = self._is_reordered, False
        is_other = self._span_now != (self._span, self._time_title) or not self._needs.widths
        if is_other or (is_reordered and self._see()):  # all rows move: the columns may, too
            self._lay_out()
        else:
            self._refresh_changed()
            self._fit()

    @property
    def _span_now(self) -> tuple[Span, str]:
        return span_of_rows(self._rows, self._order, self._zone)

    def _see(self) -> bool:
        """Look at the rows that show; whether they need other columns than are drawn."""
        end = min(self._top + self._page, len(self._rows))
        grown = self._needs.see(self._rows, range(self._top, end), self._layout)
        return grown or self._rows.varied | self._telling != self._varied

    def _fit(self) -> None:
        """Fit the columns to the rows that show, as soon as nobody is looking at them move."""
        self._widens |= self._see()
        if self._widens and not (wait := self._needs.wait):
            self._lay_out()
        elif self._widens and self._timer is None:
            self._timer = self.set_timer(wait, self._waited)

    def _waited(self) -> None:
        self._timer = None
        self._fit()

    def _lay_out(self) -> None:
        """Work out widths again, and draw all."""
        self.fitted = self.size
        self._span, self._time_title = self._span_now
        time = self._time_title, self._span.width
        self._see()
        self._widens, self._varied = False, self._rows.varied | self._telling
        self._columns = laid_out(self._layout, self._width, time, self._needs.widths, self._varied)
        self._needs.laid_out()
        self._column = min(self._column, max(0, len(self._columns) - 1))
        self._strips.clear()
        self._painted.paint(self._visible_lines())
        self.refresh()

    def resized(self) -> None:
        """Fit the columns into what room there is now."""
        self._clamp()
        self._lay_out()

    def styles_changed(self) -> None:
        """Forget the lines drawn: they have the colours of before."""
        self._strips.clear()

    @property
    def _page(self) -> int:
        return max(1, self.size.height - _HEADER)

    def render_lines(self, crop: Region) -> list[Strip]:
        self._frame = self._look
        try:
            return super().render_lines(crop)
        finally:
            self._frame = None

    def render_line(self, y: int) -> Strip:
        page = self._frame or self._look
        if y < _HEADER:
            return self._strips.header(page, self._order)
        drawn = self._strips.row(page, y - _HEADER)
        return Strip.blank(page.width, self._style.plain) if drawn is None else drawn

    @property
    def _look(self) -> Page:
        """What the lines have in common as they stand now."""
        shown = self._rows, self._columns, self._zone, self._span
        at = self._top, self._position, self._column if self.has_focus else None, self._left
        return Page(*shown, *at, self.size.width, self._width, self._thumb)

    @property
    def _width(self) -> int:
        """The cells for columns: one is the scrollbar's, unless the terminal scrolls the lines."""
        width = self.size.width
        return width - (0 < width < self.app.size.width)

    @property
    def _thumb(self) -> range:
        """The lines of the page on which the scrollbar's thumb is; none where there is no bar."""
        is_barred = self._width < self.size.width
        return thumb(self._top, self._page, len(self._rows)) if is_barred else range(0)

    def _visible_lines(self) -> list[PaintedLine]:
        return lines_of(self._rows, self._top, self._page, self._position, self._thumb)

    def _refresh_changed(self) -> None:
        """Draw again the lines whose event, or whose cursor, has changed."""
        changed = self._painted.paint(self._visible_lines())
        if changed is None:
            self.refresh()
        else:
            self._refresh_lines(changed)

    def _refresh_lines(self, lines: Iterable[int]) -> None:
        if regions := regions_of(lines, _HEADER, self.size.width):
            self.refresh(*regions)

    def _clamp(self) -> None:
        page, count = self._page, len(self._rows)
        self._position = max(0, min(self._position, count - 1))
        self._top = max(0, min(self._top, count - page, self._position))
        self._top = max(self._top, self._position - page + 1)

    def _note_key(self) -> None:
        key = self._rows.key(self._position) if len(self._rows) else None
        if key != self._key:
            self._key = key
            if key is not None:
                self.highlighted(self.Highlighted(key, self._position))
        self.row_reached()

    def move_to(self, position: int, line: int | None = None) -> None:
        """Put the cursor on a row: on a line of the page, or scrolling as little as it takes."""
        top = self._top
        self._has_moved = True
        self._needs.moved()
        self._position = position
        if line is not None:
            self._top = position - line
        self._clamp()
        self._note_key()
        if (step := self._top - top) and self._scroll(step):
            self._painted.scroll(step)
            self._styles_cache.clear()  # the lines have other numbers now
        self._refresh_changed()
        if step:
            self._fit()

    def _scroll(self, step: int) -> bool:
        from trailview.tui.scroll_region import scroll_lines

        return scroll_lines(self, _HEADER, self._page, step)

    def action_move(self, step: int) -> None:
        self.move_to(self._position + step)

    def action_page(self, pages: float) -> None:
        step = int(pages * max(1, self._page - 1))
        self._top = max(0, min(self._top + step, len(self._rows) - self._page))
        self.move_to(self._position + step)

    def action_go(self, position: int) -> None:
        self.move_to(position % max(1, len(self._rows)))

    def action_move_column(self, step: int) -> None:
        if not self._columns:
            return
        self._column = max(0, min(self._column + step, len(self._columns) - 1))
        start, end = cells_of(self._columns, self._column)
        left = max(min(self._left, start), end - self._width, 0)
        if left != self._left:
            self._left = left
            self.refresh()
        else:
            self._refresh_lines([self._position - self._top])

    def action_open(self) -> None:
        if self._key is not None:
            self.post_message(self.Opened(self._key))
        else:
            self.action_propose(1)

    def action_propose(self, number: int) -> None:
        """Choose one of the questions proposed where there are no rows."""
        if not len(self._rows):
            self.post_message(ProposalChosen(number))

    def action_term(self, negated: bool) -> None:
        """Ask for the value at the cursor, under the field that reads it."""
        asked = self.term
        if isinstance(asked, tuple):
            self.post_message(self.TermAsked(*asked, negated))
        elif asked:
            self.post_message(self.Nothing(asked))

    def draw_focus(self) -> None:
        """Draw the titles and the cursor: all other lines look the same."""
        self._refresh_lines([-_HEADER, self._position - self._top])

    def on_click(self, event: events.Click) -> None:
        position = self._top + event.y - _HEADER
        if event.y < _HEADER and self._columns:
            at = column_at(self._columns, event.x + self._left)
            self.post_message(self.SortAsked(self._columns[at][0].name))
        if event.y < _HEADER or position >= len(self._rows):
            return
        self._column = column_at(self._columns, event.x + self._left)
        was = self._position
        self.move_to(position)
        self._refresh_lines([position - self._top])
        if was == position:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3)

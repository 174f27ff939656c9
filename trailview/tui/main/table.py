"""How the table of events is sorted, and which columns it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.events.text import printable
from trailview.question.query import Question
from trailview.search.progress import Order, Progress
from trailview.store.rows import COUNT, Rows, no_rows
from trailview.tui.columns import remembered
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import (
    ColumnsSet,
    Progressed,
    ProgressTold,
    QuestionChanged,
    Remember,
    RowReached,
    RowsReached,
    Started,
    ZoneChanged,
)
from trailview.tui.main.host import Answers, Asks, Draws, Opens, Points, Remembers, Tells, Works
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.row_place import RowPlace

if TYPE_CHECKING:
    from trailview.settings.edit import Changes
    from trailview.tui.columns import ColumnChoice
    from trailview.tui.widgets.plain_rows import PlainRows


class TableHost(Answers, Asks, Draws, Opens, Points, Remembers, Tells, Works, Protocol):
    """What the table needs of the screen."""

    @property
    def row_place(self) -> RowPlace:
        """What says on which row the cursor is."""
        ...

    @property
    def rows(self) -> PlainRows | None:
        """The table of rows that are no events, once it has been needed."""
        ...

    @property
    def shows_rows(self) -> bool:
        """Whether that is in front."""
        ...


class TableController:
    """Shows the events as they come, in the order and the columns wanted."""

    def __init__(self, host: TableHost) -> None:
        self._host = host
        self._folds = False
        self._by_count: Order | None = None
        """How runs are sorted by their counts; None where they are not."""
        self._told_position = -1
        """The row that was said last to be the cursor's."""
        self._shown: Question | None = None
        """The question that the rows shown are of."""

    def _started(self, _: Started) -> None:
        self._host.table.row_reached = self._tell_row
        self._host.table.highlighted = self._highlighted
        settings = self._host.memory.settings
        if settings.columns or settings.widths:
            self._follow()

    def _columns_set(self, _: ColumnsSet) -> None:
        self._follow()

    def _follow(self) -> None:
        settings = self._host.memory.settings
        self._host.table.set_layout(remembered(settings.columns, settings.widths))

    def _progressed(self, fact: Progressed) -> None:
        question = fact.progress.question
        if fact.is_another:
            self._host.table.forget()
        if self._folds and (fact.is_another or question is not self._shown):
            self._host.table.show(no_rows())  # what is shown is not in the answer
        self._shown = question
        self._show(fact.progress)
        self._host.frames.release()

    def _show(self, progress: Progress) -> None:
        """Show the answer's rows, or their runs, which are found in a thread."""
        if not self._folds:
            self._host.table.show(progress.rows)
            return
        from trailview.store.folded import folded

        by_count = self._by_count

        def found(rows: Rows) -> None:
            now = self._host.progress
            is_wanted = self._folds and by_count == self._by_count
            if is_wanted and now is not None and now.question is progress.question:
                self._host.table.show(rows)

        most_first = by_count.descending if by_count else None
        self._host.work(lambda: folded(progress.rows, most_first), found, group="fold")

    def _tell_row(self) -> None:
        table = self._host.table
        if table.position != self._told_position or self._is_over:
            self._show_place()
        time = None if table.cursor_key is None else table.rows.time(table.position)
        self._host.tell(RowReached(time))

    def _highlighted(self, message: EventTable.Highlighted) -> None:
        """Tell of another event at the cursor, once the cursor is drawn there."""
        self._host.frames.behind(lambda: self._host.tell(message))

    @property
    def _is_over(self) -> bool:
        return self._host.progress is not None and self._host.progress.state.is_over

    def _show_place(self, _: ProgressTold | RowsReached | None = None) -> None:
        """Say on which row the cursor is; rows that arrive below it are not told one by one."""
        table, others = self._host.table, self._other_rows
        self._told_position = table.position
        if others is not None and others.table is not None:
            self._host.row_place.show(others.cursor_row, len(others.table))
        else:
            self._host.row_place.show(table.position, len(table.rows))

    @property
    def _other_rows(self) -> PlainRows | None:
        """The rows that are no events, where they are in front."""
        return self._host.rows if self._host.shows_rows else None

    def _shows_events(self) -> bool:
        return self._other_rows is None

    def fold(self) -> None:
        """Show runs of events that say the same as one row each, or each event again."""
        self._folds = not self._folds
        self._sort_runs(None)

    def _sort_runs(self, by_count: Order | None) -> None:
        self._by_count = by_count
        self._mark_order()
        if self._host.progress is not None:
            self._show(self._host.progress)

    def _question_changed(self, _: QuestionChanged) -> None:
        asked, table = self._host.asked, self._host.table
        self._mark_order()
        table.set_telling(frozenset({"account"} if len(asked.context.profiles) > 1 else ()))

    def _mark_order(self) -> None:
        self._host.table.set_sort(self._by_count or self._host.asked.order)

    def _zone_changed(self, fact: ZoneChanged) -> None:
        self._host.table.zone = fact.zone

    def sort(self) -> None:
        """Let the user choose by which column to sort."""
        from trailview.tui.dialogs.sort import SortDialog

        others = self._other_rows
        if others is not None and others.table is not None:
            names = [(name, printable(name)) for name in others.table.columns]
            self._host.open(SortDialog(names, others.order or Order("")), others.sort_as)
            return
        columns = [(column.name, column.title) for column in self._host.table.column_layout]
        columns += [(COUNT, "Events of a run")] if self._folds else []

        def chosen(order: Order | None) -> None:
            if order is not None and order.column == COUNT:
                self._sort_by_count(order)
            elif order is not None:
                self._sort_by(order)

        self._host.open(SortDialog(columns, self._by_count or self._host.asked.order), chosen)

    def _sort_by_count(self, order: Order) -> None:
        """Sort the runs of the newest events first by how many they are; so are equal ones."""
        self._sort_runs(order)
        self._host.ask(lambda questions: questions.sort(Order()))

    def _sort_by(self, order: Order) -> None:
        """Sort events by a column, and their runs with them."""
        if self._by_count is not None:
            self._sort_runs(None)
        if order != self._host.asked.order:
            self._host.frames.hold()  # until the rows come in it
        self._host.ask(lambda questions: questions.sort(order))

    def _sort_asked(self, message: EventTable.SortAsked) -> None:
        """Sort by the column clicked; the other way where it is sorted by already.

        Counts of runs stand before their events: a third click there sorts by them.
        """
        now = self._host.asked.order
        if (
            self._folds
            and not self._by_count
            and message.column == "event"
            and now == Order("event")
        ):
            self._sort_by_count(Order(COUNT))
            return
        turned = not now.descending if now.column == message.column else message.column == "time"
        self._sort_by(Order(message.column, turned))

    def columns(self) -> None:
        """Let the user choose the columns."""
        from trailview.tui.columns import choices, chosen
        from trailview.tui.dialogs.columns import ColumnsDialog

        table = self._host.table
        layout = table.column_layout

        def done(made: tuple[ColumnChoice, ...] | None) -> None:
            if made is not None:
                table.set_layout(chosen(made, layout))
                self._host.tell(Remember(_changes(made)))

        self._host.open(ColumnsDialog(choices(layout, table.drawn_columns)), done)

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.sort",
            "s",
            "Sort",
            "Choose the column and the direction to sort by.",
            EVENTS,
            sort,
        ),
        Command(
            "events.columns",
            "c",
            "Columns",
            "Choose which columns are shown, how wide, and in which order; it is remembered.",
            EVENTS,
            columns,
            When(_shows_events, "These rows have the columns that the service gave them."),
        ),
        Command(
            "events.fold",
            "v",
            "Fold runs",
            "Show events of the same actor, name, source and error that follow each other as "
            "one row with a count; again for all of them.",
            EVENTS,
            fold,
            When(_shows_events, "Rows that are no events are not folded."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(ColumnsSet, _columns_set),
        hears(Progressed, _progressed),
        hears(ProgressTold, _show_place),
        hears(RowsReached, _show_place),
        hears(QuestionChanged, _question_changed),
        hears(ZoneChanged, _zone_changed),
        hears(EventTable.SortAsked, _sort_asked),
    )


def _changes(made: Sequence[ColumnChoice]) -> Changes:
    """The settings that a choice of columns comes to; what is usual is not set."""
    from trailview.tui.columns import ALL, DEFAULT

    names = tuple(choice.name for choice in made if choice.shown)
    usual = tuple(column.name for column in DEFAULT)
    shown: Changes = {("columns", "shown"): None if names == usual else names}
    widths: Changes = {
        ("columns", "widths", choice.name): choice.width
        if choice.width != ALL[choice.name].width
        else None
        for choice in made
    }
    return {**shown, **widths}

"""Asking, and showing the answer as it comes: the main screen without its commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from textual.signal import Signal

from trailview.context import Context
from trailview.errors import FullScanError, QuestionError, TrailviewError
from trailview.events.record import Event
from trailview.events.text import printable
from trailview.question.query import Question, TimeRange
from trailview.search.progress import Order, Progress
from trailview.settings.memory import Memory
from trailview.tui.columns import remembered
from trailview.tui.commands import HINTS, command_keys, find_command
from trailview.tui.main.asking import Asking
from trailview.tui.main.panes import PanesScreen
from trailview.tui.main.runner import Runner, Session
from trailview.tui.main.trail import Asked
from trailview.tui.messages import Completed, EventFailed, EventFetched, SearchChanged
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.header import clock_text
from trailview.tui.widgets.query_bar import QueryBar
from trailview.tui.widgets.term_chips import TermChips

if TYPE_CHECKING:
    from trailview.tui.widgets.filters import Filters

_PATIENCE: Final = 0.25
"""Seconds for which the first frame waits for the first rows, so that it is drawn once."""
BAR: Final = "bar"
FILTERS: Final = "filters"


class AnswersScreen(PanesScreen):
    """Data goes down to the widgets by calls; what they want comes up as messages."""

    def __init__(
        self,
        session: Session,
        question: Question,
        zone: tzinfo,
        now: Callable[[], int],
        memory: Memory,
        span: TimeRange,
    ) -> None:
        super().__init__(session.backends)
        self.session = session
        self.now = now
        self.memory = memory
        self.runner = Runner(session, self)
        first = Asked(question, session.backends[0], span, context=session.context)
        self.asking = Asking(self.runner, first, now, zone, lambda: memory.settings.since)
        self.progress: Progress | None = None
        self.progressed: Signal[Progress] = Signal(self, "progressed")
        """Tells every progress of the answer that is shown."""
        self.event: Event | None = None
        """The event in the detail."""
        self.owners: dict[Context, str] = {}
        """Whose accounts the contexts are of; or why that could not be said."""
        self.identified: set[Context] = set()
        """Those of which it is known."""
        self._given_zone = zone
        self._failure: TrailviewError | None = None
        self._told = 0
        self._wants_rows: bool | None = None
        """Whether rows that are no events are to show; None as the answer suggests."""

    def on_mount(self) -> None:
        self.show_hints()
        settings = self.memory.settings
        if settings.columns or settings.widths:
            self.table.set_layout(remembered(settings.columns, settings.widths))
        self._tick()
        self.set_interval(1, self._tick)
        self.asking.start()
        self.show_question()
        self.table.focus()
        self.set_timer(_PATIENCE, self.show_first_frame)

    def first_frame_shown(self) -> None:
        self.session.painted()
        self.fill()
        self._tell_troubles()

    def _tell_troubles(self) -> None:
        """Say it once when something is wrong with what is remembered."""
        troubles = self.memory.troubles
        if len(troubles) > self._told:
            notice = "! lists settings not followed, or history not kept."
            self.app.notify(notice, severity="warning")
        self._told = len(troubles)

    def show_hints(self) -> None:
        """Name the keys in the status line as they are now."""
        keys = self.memory.settings.keys
        self.status.hint = "  ".join(
            f"{command_keys(command, keys)} {command.title.lower()}"
            for command in map(find_command, HINTS)
        )

    def _tick(self) -> None:
        self.header.clock = clock_text(self.now(), self.asking.zone)

    def show_zone(self, zone: tzinfo) -> None:
        """Show all times in this zone from now on."""
        self.asking.zone = zone
        self.table.zone = zone
        self._tick()
        self.show_question()
        if self.progress is not None:
            self.status.show(self.progress, zone, self.now())
        if self.event is not None:
            self.detail.show(self.event, zone, self._record_note)

    def show_error(self, error: TrailviewError) -> None:
        from trailview.tui.dialogs.error import ErrorDialog

        self.app.push_screen(ErrorDialog(error))

    def say(self, text: str) -> None:
        """A passing notice. `text` is plain."""
        self.app.notify(text, timeout=3, markup=False)

    def show_question(self) -> None:
        """Bring every widget that shows the question up to date with it."""
        asked = self.asking.now
        label = self.asking.range_label()
        self._show_standing(asked)
        question = asked.question
        self.bar.show(question.text, f"{asked.backend} · {label}", is_raw=bool(question.raw))
        self.table.set_sort(asked.order)
        is_of_several = len(asked.context.profiles) > 1
        self.table.set_telling(frozenset({"account"} if is_of_several else ()))
        self.chips.show([(term, Question((term,)).text) for term in question.terms])
        if self.filters is not None and self.filters.is_ready:
            span = asked.range
            self.filters.show_range(span.since, span.until, bounded=not asked.is_all_time)
            self.filters.show_backend(asked.backend)

    def _show_standing(self, asked: Asked) -> None:
        """Say who asks from now on; and whose events are shown, where that is not the same."""
        now = self.asking.context
        self.header.source = self.session.title(asked.backend, now)
        self.header.owner = self.owners.get(now, "")
        self.header.wear(self._colour(now))
        shown = asked.context if self.asking.is_elsewhere else None
        again = command_keys(find_command("question.again"), self.memory.settings.keys)
        self.show_whose(
            self.session.title(asked.backend, shown) if shown else "",
            self.owners.get(shown, "") if shown else "",
            self._colour(shown) if shown else "",
            f"{again} asks as above",
        )

    def _colour(self, context: Context) -> str:
        """The colour set for a profile that asks; also by another name that it has there."""
        profiles = self.memory.settings.profiles.values()
        by_name = [(p.name, p.colour) for p in profiles]
        by_other = [(p.aws_profile, p.colour) for p in profiles if p.aws_profile]
        named = (colour for name, colour in by_name + by_other if name in context.profiles)
        return next(filter(None, named), "")

    def on_filters_ready(self, _: Filters.Ready) -> None:
        self.show_question()

    # The answer

    def on_search_changed(self, message: SearchChanged) -> None:
        progress = self.runner.take(message.generation)
        if progress is None or progress is self.progress:
            return
        if self.progress is not None and self.progress.origin != progress.origin:
            self.table.forget()
            self._wants_rows = None
        self.progress = progress
        self.table.show(progress.rows)
        self._show_front(progress)
        if len(progress.rows) or progress.state.is_over:
            self.show_first_frame()
        self.status.show(progress, self.asking.zone, self.now())
        self.progressed.publish(progress)
        if progress.state.is_over:
            self.answered()
        if progress.error is not None and progress.error is not self._failure:
            self._failure = progress.error
            self.show_failure(progress.error)

    def answered(self) -> None:
        """The answer is whole, or has ended early."""
        self._tell_troubles()

    def show_failure(self, error: TrailviewError) -> None:
        """Say what ended the answer, and offer what can be done about it."""
        if isinstance(error, FullScanError):
            self._offer_full_scan(error)
        elif isinstance(error, QuestionError) and self.asking.now.question.raw:
            self.edit_raw(self.asking.now.backend, error)
        else:
            self.show_error(error)

    def _show_front(self, progress: Progress) -> None:
        """Show the events, or the rows that are none where there are no events."""
        wanted = self._wants_rows
        if wanted is None:
            wanted = not len(progress.rows)
        self.show_rows(progress.plain if wanted else None)

    def action_toggle_rows(self) -> None:
        if self.progress is None or self.progress.plain is None:
            self.say("Every row is an event.")
        else:
            self._wants_rows = not self.shows_rows
            self._show_front(self.progress)

    @property
    def _record_note(self) -> str:
        return "" if self.progress is None else self.progress.record_note

    def _offer_full_scan(self, error: FullScanError) -> None:
        from trailview.tui.dialogs.confirm import ConfirmDialog

        refused = self.asking.now

        def answered(is_wanted: bool | None) -> None:
            if is_wanted and self.asking.now == refused:
                self.asking.at_any_cost()

        self.app.push_screen(ConfirmDialog(error.title, error.message, "Scan it all"), answered)

    def fetch(self) -> None:
        """Bring the event at the cursor into the detail, if that shows."""
        key = self.table.cursor_key
        if self.shows_detail and key is not None:
            self.runner.fetch(key)

    def detail_appeared(self) -> None:
        self.fetch()

    def on_event_table_highlighted(self, _: EventTable.Highlighted) -> None:
        self.fetch()

    def on_event_table_opened(self, _: EventTable.Opened) -> None:
        self.open_detail()
        self.fetch()

    def on_event_fetched(self, message: EventFetched) -> None:
        if self._is_at_cursor(message.origin, message.key):
            self.event = message.event
            self.detail.show(message.event, self.asking.zone, self._record_note)

    def on_event_failed(self, message: EventFailed) -> None:
        if self._is_at_cursor(message.origin, message.key):
            self.show_error(message.error)

    def _is_at_cursor(self, origin: int, key: int) -> bool:
        """Whether a key, which means what its reading says, is that of the cursor's event."""
        current = self.progress is not None and self.progress.origin == origin
        return current and key == self.table.cursor_key

    # What is wanted

    def ask(self, change: Callable[[], object]) -> QuestionError | None:
        """Carry out a change of the question; the error where it was not understood."""
        try:
            change()
        except QuestionError as error:
            return error
        self.show_question()
        return None

    def on_query_bar_asked(self, message: QueryBar.Asked) -> None:
        error = self.ask(lambda: self.asking.text(message.text))
        if error is None:
            self.bar.close()
            self.front.focus()
        else:
            self.bar.refuse(error)

    def on_query_bar_left(self, message: QueryBar.Left) -> None:
        self.asking.trail.keep_draft(message.draft)
        self.front.focus()

    def edit_raw(self, backend: str, error: QuestionError | None = None) -> None:
        """Let the user type a raw text for a backend; `error` is what is wrong with the last."""
        from trailview.tui.dialogs.raw import RawDialog, Typed

        trail, language = self.asking.trail, self.session.language(backend)
        assert language is not None, "only backends with a language are chosen here"

        def typed(made: Typed | None) -> None:
            assert made is not None
            trail.keep_raw_draft(backend, made.text)
            if made.is_run:
                self._failure = None
                self.ask(lambda: self.asking.raw(made.text, backend))

        text = trail.raw_draft(backend) if error is None else error.text
        dialog = RawDialog(backend, language, text, trail.raw_texts(backend), error)
        self.app.push_screen(dialog, typed)

    def on_query_bar_completions_asked(self, message: QueryBar.CompletionsAsked) -> None:
        self.runner.complete(BAR, message.text, message.cursor)

    def on_filters_values_asked(self, message: Filters.ValuesAsked) -> None:
        self.runner.complete_value(FILTERS, message.field, message.prefix)

    def on_completed(self, message: Completed) -> None:
        if message.place == BAR:
            self.bar.suggest(message.completion)
        elif self.filters is not None:
            self.filters.suggest(message.completion.text, message.completion.choices)

    def on_filters_added(self, message: Filters.Added) -> None:
        error = self.ask(lambda: self.asking.add_checked(message.term))
        assert self.filters is not None
        if error is None:
            self.filters.accepted()
        else:
            self.filters.refuse(f"{error.message} {error.hint}".strip())

    def on_filters_range_chosen(self, message: Filters.RangeChosen) -> None:
        span = TimeRange(message.since.strip(), message.until.strip())
        error = self.ask(lambda: self.asking.range(span))
        if error is not None and self.filters is not None:
            self.filters.refuse_range(f"{error.message} {error.hint}".strip())

    def on_filters_backend_chosen(self, message: Filters.BackendChosen) -> None:
        self.ask(lambda: self.asking.backend(message.name))

    def on_term_chips_removed(self, message: TermChips.Removed) -> None:
        self.ask(lambda: self.asking.remove(message.term))

    def on_event_table_term_asked(self, message: EventTable.TermAsked) -> None:
        self._ask_term(message.field, message.text, message.negated)

    def on_event_detail_term_asked(self, message: EventDetail.TermAsked) -> None:
        from trailview.tui.json_paths import field_for_path

        field = field_for_path(message.path) or message.path
        self._ask_term(field, message.value, message.negated)

    def _ask_term(self, field: str, value: str, negated: bool) -> None:
        from trailview.question.parse import term_for

        error = self.ask(lambda: self.asking.add_checked(term_for(field, value, negated)))
        if error is not None:
            self.show_error(error)

    def on_event_detail_search_asked(self, _: EventDetail.SearchAsked) -> None:
        from trailview.tui.dialogs.prompt import PromptDialog

        def typed(text: str | None) -> None:
            if text and not self.detail.search(text):
                self.say(f"“{printable(text)}” is not in this record.")

        self.app.push_screen(PromptDialog("Search in the record"), typed)

    def on_event_detail_nothing(self, message: EventDetail.Nothing) -> None:
        self.say(message.why)

    def on_event_table_nothing(self, message: EventTable.Nothing) -> None:
        self.say(message.why)

    def sort(self, order: Order) -> None:
        self.asking.sort(order)
        self.show_question()

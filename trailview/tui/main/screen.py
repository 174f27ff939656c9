"""The main screen: lays out its panes, and hands everything to the controller whose it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import tzinfo
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from trailview.context import Context
from trailview.errors import QuestionError, TrailviewError
from trailview.events.text import printable
from trailview.question.query import Question, TimeRange
from trailview.search.progress import Progress
from trailview.settings.memory import Memory
from trailview.tui.commands import Command, Offered, bindings
from trailview.tui.frames import FirstFrame, FrameClock, paced
from trailview.tui.jobs import Jobs
from trailview.tui.main.answer import AnswerController
from trailview.tui.main.asking import AskingController
from trailview.tui.main.controller import Controller
from trailview.tui.main.controllers import Controllers
from trailview.tui.main.facts import (
    FirstFrameShown,
    FocusMoved,
    QuestionChanged,
    Started,
)
from trailview.tui.main.first import FIRST
from trailview.tui.main.owners import OwnersController
from trailview.tui.main.panes import PanesController
from trailview.tui.main.questions import Questions
from trailview.tui.main.runner import Runner, ScreenSession
from trailview.tui.main.trail import Asked
from trailview.tui.messages import CodeWanted, CopyAsked, JobDone, SettingsChanged
from trailview.tui.typed_ahead import Patience
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.header import HeaderLine
from trailview.tui.widgets.keys_line import KeysLine
from trailview.tui.widgets.query_bar import QueryBar
from trailview.tui.widgets.row_place import RowPlace
from trailview.tui.widgets.status import StatusLine
from trailview.tui.widgets.term_chips import TermChips
from trailview.tui.widgets.timeline import TimelinePane

if TYPE_CHECKING:
    from trailview.setup.steps import Wanted
    from trailview.tui.identities import Identities
    from trailview.tui.origins import Origins
    from trailview.tui.palette_provider import PaletteRow
    from trailview.tui.widgets.facets import FacetsPane
    from trailview.tui.widgets.filters import Filters
    from trailview.tui.widgets.plain_rows import PlainRows
    from trailview.tui.widgets.whose import WhoseLine

Result = TypeVar("Result")
Kind = TypeVar("Kind")


@paced
class MainScreen(Screen[None]):
    """The host of the controllers: it is what their protocols say, and decides nothing."""

    AUTO_FOCUS = "#table"
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)  # what has it looks so itself

    def __init__(
        self,
        session: ScreenSession,
        question: Question,
        zone: tzinfo,
        now: Callable[[], int],
        memory: Memory,
        span: TimeRange,
        identities: Identities | None = None,
        origins: Origins | None = None,
        controllers: Sequence[Callable[[MainScreen], Controller]] | None = None,
    ) -> None:
        """`controllers` are all there shall be, None for `trailview.tui.main.commands`."""
        super().__init__()
        self.session = session
        self.now = now
        self.memory = memory
        self.identities = identities
        self.origins = origins
        self.header = HeaderLine(id="header")
        self.bar = QueryBar(id="bar")
        self.chips = TermChips(id="chips")
        self.timeline = TimelinePane(id="timeline")
        self.table = EventTable(id="table")
        self.detail = EventDetail(id="detail")
        self.status = StatusLine(id="status")
        self.row_place = RowPlace(id="row")
        self.keys_line = KeysLine(id="keys-line")
        self.sidebar = Vertical(id="sidebar")
        self.panes = Container(id="panes")
        self.runner = Runner(session, self)
        first = Asked(question, session.backends[0], span, context=session.context)
        self.questions = Questions(self.runner, first, now, zone, lambda: memory.settings.since)
        self._patience = Patience()
        self._jobs = Jobs(self)
        self.frames = FrameClock(self)
        self._first_frame = FirstFrame(self, self.frames, self._first_frame_shown)
        self._wanted = controllers
        self._controllers = Controllers(self, FIRST)
        self._asking = self.controller(AskingController)
        self._answer = self.controller(AnswerController)
        self._owners = self.controller(OwnersController)
        self._panes = self.controller(PanesController)

    def controller(self, kind: type[Kind]) -> Kind:
        """The controller of this kind. Raises KeyError where there is none."""
        return self._controllers.of_kind(kind)

    # Laying out

    def compose(self) -> ComposeResult:
        self._panes.lay_out(self.app.size.width)
        yield self.header
        yield self.bar
        yield self.timeline
        with Horizontal(id="body"):
            yield self.sidebar
            with self.panes:
                yield self.table
                yield self.detail
        with Horizontal(id="foot"):
            yield self.status
            yield self.row_place
        yield self.keys_line

    def add_line(self, line: Widget) -> None:
        """Lay out a line above the panes."""
        self.mount(line, before="#timeline")

    def on_resize(self, event: events.Resize) -> None:
        self._panes.lay_out(event.size.width)

    def on_mount(self) -> None:
        self.tell(Started())
        self._asking.ask(Questions.start)
        self.table.focus()
        self._first_frame.wait()

    def show_first_frame(self) -> None:
        """Draw the screen, the first time this is called."""
        self._first_frame.show()

    def _first_frame_shown(self) -> None:
        from trailview.tui.main.commands import CONTROLLERS
        from trailview.tui.own_bindings import bind

        self._controllers.make_all(self._wanted or CONTROLLERS)
        bind(self, bindings(self._controllers.dispatch.declared()))
        self.session.painted()
        self.tell(FirstFrameShown())

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        if self._first_frame.is_held:
            event.refresh_styles = False  # what is new has its styles

    # Handing on

    async def action_command(self, command_id: str) -> None:
        await self.run_command(command_id)

    async def run_command(self, command_id: str) -> None:
        """Do what the command's key would do, or say why that cannot be. Raises KeyError."""
        with self._jobs.of(self.command_named(command_id)):
            why_not = await self._controllers.dispatch.run(command_id)
        if why_not:
            self.say(why_not)

    def awaits(self, key: str) -> bool:
        """Whether a key can do nothing before the first frame, or the first row of an answer."""
        if not self._controllers.are_all_there:
            return True
        progress = self.progress
        if progress is None or self._patience.is_over or self.focused is not self._panes.front:
            return False
        if progress.state.is_over or len(progress.rows) or progress.plain is not None:
            return False
        bound = self.active_bindings.get(key)
        if bound is None or bound.node is not self:
            return bound is not None and bound.node is self.focused
        return self._controllers.dispatch.is_refused(bound.binding.id or "")

    def commands(self, ids: AbstractSet[str] | None = None) -> Sequence[Offered]:
        """All commands, or those with these ids, as they stand now."""
        return self._controllers.dispatch.offered(ids)

    def command_named(self, command_id: str) -> Command:
        """The command with this id. Raises KeyError."""
        return self._controllers.dispatch.named(command_id)

    def tell(self, message: object) -> None:
        """Hand a message to the controllers that hear it, at once."""
        if isinstance(message, QuestionChanged):
            self._patience.begin()
        self._controllers.tell(message)

    def _hand_on(self, message: Message) -> None:
        self._controllers.tell(message)

    on_query_bar_asked = on_query_bar_entered = on_query_bar_left = _hand_on
    on_query_bar_completions_asked = on_completed = _hand_on
    on_filters_ready = on_filters_added = on_filters_values_asked = _hand_on
    on_filters_range_chosen = on_filters_backend_chosen = _hand_on
    on_term_chips_removed = on_term_chips_alternative_asked = _hand_on
    on_event_table_highlighted = on_event_table_opened = on_event_table_term_asked = _hand_on
    on_event_table_nothing = on_event_table_sort_asked = _hand_on
    on_event_detail_term_asked = on_event_detail_search_asked = _hand_on
    on_event_detail_nothing = on_timeline_pane_span_chosen = _hand_on
    on_timeline_pane_room_changed = on_timeline_pane_left = _hand_on
    on_search_changed = on_event_fetched = on_event_failed = _hand_on
    on_facets_pane_values_chosen = on_facets_pane_values_narrowed = _hand_on
    on_facets_pane_values_left = _hand_on
    on_code_wanted = on_settings_changed = on_proposal_chosen = _hand_on
    on_mouse_down = on_mouse_move = on_mouse_up = on_unmount = _hand_on

    def on_descendant_focus(self) -> None:
        self.tell(FocusMoved())

    def on_keys_line_pressed(self, message: KeysLine.Pressed) -> None:
        # a key that the screen sends would end its way here
        self.app.post_message(events.Key(message.key, None).set_sender(self.app))

    def on_job_done(self, message: JobDone) -> None:
        message.then()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR:
            self.warn(f"Not done, by a mistake in trailview: {printable(repr(event.worker.error))}")

    # What controllers need of their host

    @property
    def asked(self) -> Asked:
        """What is asked now."""
        return self.questions.now

    @property
    def context(self) -> Context:
        """As whom, and where, the next question is asked."""
        return self.questions.context

    @property
    def zone(self) -> tzinfo:
        """In which times are shown."""
        return self.questions.zone

    @property
    def progress(self) -> Progress | None:
        """How far the present answer has come; None where nothing has been asked."""
        return self._answer.progress

    @property
    def backends(self) -> Sequence[str]:
        """The names of all that can be asked."""
        return self.session.backends

    @property
    def filters(self) -> Filters | None:
        """The form in the sidebar, once it has been made."""
        return self._panes.filters

    @property
    def facets(self) -> FacetsPane | None:
        """The facets in the sidebar, once they have been made."""
        return self._panes.facets

    @property
    def shows_facets(self) -> bool:
        """Whether the facets are on the screen."""
        return self._panes.shows_facets

    @property
    def rows(self) -> PlainRows | None:
        """The table of rows that are no events, once it has been needed."""
        return self._panes.rows

    @property
    def whose(self) -> WhoseLine | None:
        """The line that says whose events are shown, once it has been needed."""
        return self._owners.whose

    @property
    def shows_rows(self) -> bool:
        """Whether rows that are no events are in front."""
        return self._panes.shows_rows

    @property
    def shows_detail(self) -> bool:
        """Whether the detail is on the screen."""
        return self._panes.shows_detail

    def focus_front(self) -> None:
        """Move to the answer."""
        self._panes.front.focus()

    def ask(self, change: Callable[[Questions], object]) -> QuestionError | None:
        """Carry out a change of what is asked; the error where it was not understood."""
        return self._asking.ask(change)

    @property
    def is_reading(self) -> bool:
        """Whether something is being read."""
        return self.runner.is_running

    def stop_reading(self) -> bool:
        """Stop what is being read; False where nothing is."""
        return self.runner.stop()

    def work(
        self,
        job: Callable[[], Result],
        then: Callable[[Result], object],
        *,
        group: str,
        exclusive: bool = True,
    ) -> None:
        """Run `job` in a thread; `then` gets what it returns, on the UI thread."""
        self._jobs.run(job, then, group=group, exclusive=exclusive)

    def soon(self, do: Callable[[], object]) -> None:
        """Do this on the UI thread. Safe from any thread."""
        self.post_message(JobDone(do))

    def open(
        self,
        dialog: Screen[Result],
        then: Callable[[Result | None], None] | None = None,
    ) -> None:
        """Open a dialog; `then` gets its result."""
        self.app.push_screen(dialog, then)

    def say(self, text: str) -> None:
        """A passing notice. `text` is plain."""
        self.app.notify(text, timeout=3, markup=False)

    def warn(self, text: str) -> None:
        """A notice of something wrong. `text` is plain."""
        self.app.notify(text, severity="warning", markup=False)

    def show_error(self, error: TrailviewError) -> None:
        """A dialog with the error, and what to do about it."""
        from trailview.tui.dialogs.error import ErrorDialog

        self.app.push_screen(ErrorDialog(error))

    def copy(self, text: str, what: str) -> None:
        """Let the app copy a text; `what` names it for the notice."""
        self.post_message(CopyAsked(text, what))

    def want_code(self, wanted: Wanted) -> None:
        """Let a `CodeWanted` come up. Safe from any thread."""
        self.post_message(CodeWanted(wanted))

    def settings_changed(self) -> None:
        """Let the app and the screen follow what is set now."""
        self.post_message(SettingsChanged())

    def every_second(self, do: Callable[[], None]) -> None:
        """Do this again and again."""
        self.set_interval(1, do)

    def search_commands(self, rows: Sequence[PaletteRow]) -> None:
        """Open a list that typing narrows."""
        from textual.command import CommandPalette

        from trailview.tui.palette_provider import RowsProvider

        self.app.push_screen(
            CommandPalette(providers=[RowsProvider(self, rows)])  # type: ignore[list-item]  # it calls them, as for its own SimpleProvider
        )

    def choose_theme(self) -> None:
        """Open the list of themes."""
        self.app.search_themes()

    def exit(self) -> None:
        """Leave the program."""
        self.app.exit(0)

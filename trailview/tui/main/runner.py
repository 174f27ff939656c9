"""Between the threads that read and search, and the screen that shows.

Nothing here blocks the UI thread, and nothing but `post_message` is called
from another one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from textual.message import Message
from textual.widget import Widget

from trailview.context import Context
from trailview.errors import TrailviewError
from trailview.events.record import Event
from trailview.plans.plan import Plan
from trailview.plans.raw import Language
from trailview.question.query import UNTYPED, Question, TimeRange
from trailview.search.progress import Order, Progress, State
from trailview.tui.messages import Completed, EventFailed, EventFetched, SearchChanged

if TYPE_CHECKING:
    from trailview.search.empty.why import Why
    from trailview.search.reading.records import Records


_AT_HAND: Final = 8
"""Events that are kept: a record can be as large as a megabyte."""


class ScreenSearch(Protocol):
    """One question being answered, as far as the screen is concerned."""

    @property
    def progress(self) -> Progress:
        """How far it has come: a frozen value, another one each time."""
        ...

    @property
    def records(self) -> Records:
        """What was read for it, and for others over the same reading."""
        ...

    def cancel(self) -> None:
        """End it; what was read stays."""
        ...

    def stop_reading(self) -> None:
        """Read no further, and answer from what was read."""
        ...

    def sort(self, order: Order) -> None:
        """Order the answer by this."""
        ...

    def event(self, key: int) -> Event:
        """The event behind a row. Blocks. Raises SourceError."""
        ...

    def why_empty(self, *, asks: bool = ...) -> Why:
        """Why nothing matched, once it is over; `asks` lets a service be asked too. Blocks."""
        ...


class ScreenSession(Protocol):
    """Sources of events, as far as the screen is concerned."""

    @property
    def backends(self) -> tuple[str, ...]:
        """The names of all that can be asked, the usual one first."""
        ...

    @property
    def context(self) -> Context:
        """As whom, and where, is asked where nothing else is said."""
        ...

    def title(self, backend: str, context: Context | None = ...) -> str:
        """What a backend asks there, for a person."""
        ...

    def reads_whole(self, backend: str) -> bool:
        """Whether a backend reads all it has, whatever is asked."""
        ...

    def language(self, backend: str) -> Language | None:
        """A backend's own language; None where it has none, or cannot be asked here."""
        ...

    def painted(self) -> None:
        """The first frame is on the screen: what waited for that may begin."""
        ...

    def ask(
        self,
        question: Question,
        changed: Callable[[], None],
        order: Order = ...,
        backend: str = ...,
        *,
        again: bool = ...,
        span: TimeRange = ...,
        context: Context | None = ...,
    ) -> ScreenSearch:
        """Ask a question; `changed` is called, from any thread, as the answer comes."""
        ...

    def suggestions(self, field: str, prefix: str, limit: int = ...) -> list[tuple[str, int]]:
        """Values of a field that begin so, each with how often it occurs."""
        ...

    def plan(self, question: Question, backend: str, context: Context | None = ...) -> Plan:
        """How a backend would be asked. Raises PlanError."""
        ...

    def allow(self, question: Question, backend: str, context: Context | None = ...) -> None:
        """Let a question be asked whatever it costs."""
        ...


class Latest:
    """Runs jobs in a thread, one at a time; of those asked for meanwhile, only the last."""

    def __init__(self, host: Widget, group: str) -> None:
        self._host = host
        self._group = group
        self._lock = threading.Lock()
        self._next: Callable[[], Message | None] | None = None
        self._running = False

    def ask(self, job: Callable[[], Message | None]) -> None:
        """Run `job` soon and post the message it returns, if it does."""
        with self._lock:
            self._next = job
            if self._running:
                return
            self._running = True
        self._host.run_worker(self._drain, thread=True, group=self._group, exit_on_error=False)

    def _drain(self) -> None:
        try:
            self._work_off()
        except BaseException:  # the host tells of it; others can be asked for
            with self._lock:
                self._running = False
            raise

    def _work_off(self) -> None:
        while True:
            with self._lock:
                job, self._next = self._next, None
                if job is None:
                    self._running = False
                    return
            message = job()
            with self._lock:
                overtaken = self._next is not None
            if message is not None and not overtaken:
                self._host.post_message(message)


class Runner:
    """Asks the session on the screen's behalf and tells it what came of it.

    `host` gets `SearchChanged`, `EventFetched`, `EventFailed` and `Completed`.
    """

    def __init__(self, session: ScreenSession, host: Widget) -> None:
        self.session = session
        self._host = host
        self._generation = 0
        self._announced = False
        self._lock = threading.Lock()
        self._search: ScreenSearch | None = None
        self._shown: ScreenSearch | None = None
        """The search whose progress was taken last: rows on the screen are of this one."""
        self._events = Latest(host, "event")
        self._ahead = Latest(host, "event ahead")
        self._at_hand: dict[tuple[int, int], Event] = {}
        """Events that were read last, by their reading and key."""
        self._completions = Latest(host, "completion")

    def ask(
        self,
        question: Question,
        order: Order,
        backend: str,
        *,
        again: bool = False,
        span: TimeRange = UNTYPED,
        context: Context | None = None,
    ) -> None:
        """Ask, in place of what was asked before; `again` reads on, or anew.

        `span` is the question's window as it was typed.
        """
        if self._search is not None:
            self._search.cancel()
        with self._lock:
            self._generation += 1
            self._announced = False
            generation = self._generation
        self._search = self.session.ask(
            question,
            partial(self._changed, generation),
            order,
            backend,
            again=again,
            span=span,
            context=context,
        )
        self._changed(generation)

    @property
    def generation(self) -> int:
        """The number of the present search: it grows with every one."""
        return self._generation

    def _changed(self, generation: int) -> None:
        with self._lock:
            if generation != self._generation or self._announced:
                return
            self._announced = True
        self._host.post_message(SearchChanged(generation))

    def take(self, generation: int) -> Progress | None:
        """The newest progress; None where the message that told of it is stale."""
        with self._lock:
            if generation != self._generation:
                return None
            self._announced = False
        self._shown = self._search
        return self._search.progress if self._search else None

    def sort(self, order: Order) -> None:
        """Order the present answer by this."""
        if self._search is not None:
            self._search.sort(order)

    @property
    def is_running(self) -> bool:
        """Whether the present answer is not at its end."""
        return self._search is not None and not self._search.progress.state.is_over

    def stop(self) -> bool:
        """Stop what runs and keep what is there. False where nothing ran."""
        if self._search is None or not self.is_running:
            return False
        if self._search.progress.state is State.READING:
            self._search.stop_reading()
        else:
            self._search.cancel()
        return True

    def event(self, key: int) -> Event:
        """The event behind a row that is shown. Blocks. Raises SourceError."""
        return self._of_rows.event(key)

    def reader(self, key: int) -> Callable[[], Event]:
        """What reads the event behind a row that is shown, whatever is asked meanwhile.

        It blocks, and raises SourceError.
        """
        return partial(self._of_rows.event, key)

    def why_empty(self, *, asks: bool) -> Callable[[], Why]:
        """What finds out why the present search has found nothing; it blocks."""
        assert self._search is not None, "nothing is empty before the first question"
        return partial(self._search.why_empty, asks=asks)

    @property
    def records(self) -> Records:
        """What was read for the answer that is shown. There has to be one."""
        return self._of_rows.records

    @property
    def _of_rows(self) -> ScreenSearch:
        """The search that the rows shown are of: a key means nothing to another one."""
        assert self._shown is not None, "there are no rows before the first answer"
        return self._shown

    def fetch(self, key: int) -> None:
        """Read the event behind a row that is shown, and tell the host."""
        search = self._shown
        if search is None:
            return

        def read() -> Message:
            origin = search.progress.origin
            try:
                return EventFetched(origin, key, self._read(search, key))
            except TrailviewError as error:
                return EventFailed(origin, key, error)

        self._events.ask(read)

    def at_hand(self, key: int) -> Event | None:
        """The event behind a row that is shown, if it has been read of late. Does not block."""
        search = self._shown
        return None if search is None else self._at_hand.get((search.progress.origin, key))

    def read_ahead(self, keys: Sequence[int]) -> None:
        """Read events that are likely to be wanted next, so that they are at hand; few of them."""
        search = self._shown
        wanted = [key for key in keys if self.at_hand(key) is None]
        if search is None or not wanted:
            return

        def read() -> None:
            with suppress(TrailviewError):  # whoever wants it is told
                for key in wanted:
                    self._read(search, key)

        self._ahead.ask(read)

    def _read(self, search: ScreenSearch, key: int) -> Event:
        """Read an event and keep it at hand for a while. Blocks. Raises SourceError."""
        event = search.event(key)
        with self._lock:
            while len(self._at_hand) >= _AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            self._at_hand[search.progress.origin, key] = event
        return event

    def complete(self, place: str, text: str, cursor: int) -> None:
        """Find completions for a question's text, and what of it cannot occur."""
        suggest = self.session.suggestions

        def find() -> Message:
            from trailview.tui.completion import complete
            from trailview.tui.doubted import doubted

            found = complete(text, cursor, suggest)
            return Completed(place, found._replace(doubts=doubted(text, cursor)))

        self._completions.ask(find)

    def complete_value(self, place: str, field: str, prefix: str) -> None:
        """Find the values of one field."""
        suggest = self.session.suggestions

        def find() -> Message:
            from trailview.tui.completion import Completion, values

            found = values(field, prefix, suggest)
            return Completed(place, Completion(prefix, len(prefix), 0, found))

        self._completions.ask(find)

"""The sources a user can ask, what has been read of them, and the questions asked.

A source that is read whole (files) is read once, as far as it can hold what is
asked for, and every question is answered over that one reading. A service is
read for each question; the last few readings are kept, so that going back to a
question answers at once.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from trailview.context import Context
from trailview.plans.plan import Brings, Plan
from trailview.plans.raw import Language
from trailview.question.query import UNTYPED, Question, TimeRange
from trailview.search.answered import Answered, Recorder
from trailview.search.progress import Order, Progress
from trailview.search.reading.reading import Reading
from trailview.search.search import Search
from trailview.search.source import Shard, Source

_KEPT: Final = 6
"""Readings of services that are kept."""

_Key = tuple[Source, Question | None, bool]
"""What was read of which source, and whether only what matches was brought."""
Elsewhere = Callable[[Context], Sequence[Source]]
"""The sources there are for another context."""


class Session:
    """What a screen or a command asks. Safe from any thread.

    What it keeps (sources, readings, searches, the recorder) is looked at and changed holding
    `_lock`. Nothing is waited for meanwhile, and nobody is called but `elsewhere`.
    """

    def __init__(
        self,
        *sources: Source,
        context: Context = Context(),  # noqa: B008  (it is frozen)
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """The first source is asked where none is named.

        They are those of `context`; `elsewhere` makes those of any other.
        """
        self.context = context
        """The one that is asked with where none is given."""
        self._lock = threading.RLock()
        self._sources = {context: {source.name: source for source in sources}}
        self._elsewhere = elsewhere
        self._painted = threading.Event()
        self._readings: OrderedDict[_Key, Reading] = OrderedDict()
        self._searches: list[Search] = []
        self._latest: Reading | None = None
        self._recorder: Recorder | None = None

    def remember_with(self, recorder: Recorder) -> None:
        """Tell `recorder` of every question that is asked from now on, when it has ended."""
        with self._lock:
            self._recorder = recorder

    @property
    def backends(self) -> tuple[str, ...]:
        """The names of what can be asked, as the command line spells them."""
        with self._lock:
            return tuple(self._sources[self.context])

    def _source(self, backend: str, context: Context | None) -> Source:
        """The source of a backend for a context; always the same one."""
        context = context or self.context
        with self._lock:
            if context not in self._sources and self._elsewhere is not None:
                there = self._elsewhere(context)
                self._sources[context] = {source.name: source for source in there}
            return self._sources[context][backend]

    def title(self, backend: str, context: Context | None = None) -> str:
        """What is asked there: paths, or profile and Region."""
        return self._source(backend, context).title

    def reads_whole(self, backend: str) -> bool:
        """Whether it is read once, all of it, whatever is asked."""
        return self._source(backend, None).reads_whole

    def language(self, backend: str) -> Language | None:
        """The backend's own language; None where it has none, or cannot be asked here."""
        return self._source(backend, None).language if backend in self.backends else None

    def start(self, question: Question = Question()) -> None:  # noqa: B008  (it is frozen)
        """Begin to read what will be asked first, where what is read serves every question."""
        first = self._source(self.backends[0], None)
        if first.reads_whole:
            with self._lock:
                self._reading(first, first.part(question))

    def painted(self) -> None:
        """The first frame is on the screen (or there is none): heavy work may begin."""
        self._painted.set()

    def plan(self, question: Question, backend: str, context: Context | None = None) -> Plan:
        """How a question would be answered, as far as that is known without asking anybody."""
        return self._source(backend, context).plan(question)

    def allow(self, question: Question, backend: str, context: Context | None = None) -> None:
        """Let a question be asked that was refused because of what it would cost."""
        allow = self._source(backend, context).allow
        if allow is not None:
            allow(question)

    def ask(
        self,
        question: Question,
        changed: Callable[[], None],
        order: Order | None = None,
        backend: str = "",
        *,
        again: bool = False,
        limit: int | None = None,
        span: TimeRange = UNTYPED,
        context: Context | None = None,
        brings: Brings = Brings.ALL,
        explains: bool = False,
        of_all: bool = False,
    ) -> Search:
        """Begin to answer a question; `changed` is called from its thread on every step.

        With `again`, a reading that stopped early goes on, and one that was
        complete is made anew. With `limit`, reading stops when so many of the
        newest events are sure. `span` is the question's window as it was typed.
        Readings of one context are never those of another. `brings` is what there is
        use for: less than all that is read is brought where that is quicker. With
        `explains`, it is asked only to tell why an answer is empty, and not remembered; with
        `of_all`, all there is is read for it, where that serves every question.
        """
        source = self._source(backend or self.backends[0], context)
        stepwise = limit is not None and not source.reads_whole
        at, began = int(time.time()), time.monotonic()
        ended = None if explains else partial(self._record, question, span, source, at, began)
        is_of_all = source.reads_whole and (of_all or span.from_last is not None)
        part = Question() if is_of_all else source.part(question)
        picked, at_hand = None, list[Shard]()
        if brings is not Brings.ALL and not is_of_all:
            picked = source.picking(question, brings)
            if picked is None and (order is None or order.column == Order().column):
                at_hand = [*source.at_hand(question)]
        with self._lock:
            if picked is not None:
                reading = self._picked(source, question, [picked])
            elif at_hand:
                reading = self._picked(source, question, at_hand, are_few=True)
            else:
                reading = self._reading(source, part, again=again, stepwise=stepwise)
            self._latest = reading
        own = span if source.reads_whole else UNTYPED
        search = Search(reading, question, changed, order or Order(), limit, ended, own, source)
        search.start()
        with self._lock:
            self._searches = [other for other in self._searches if other.is_running]
            self._searches.append(search)
        return search

    def _record(
        self,
        question: Question,
        span: TimeRange,
        source: Source,
        asked_at: int,
        began: float,
        progress: Progress,
    ) -> None:
        """Have the recorder told, unless everything was asked for: that is no question."""
        if progress.counted and progress.counted.is_moved:
            question, span = progress.question, UNTYPED  # seen from now it would find nothing
        with self._lock:
            recorder = self._recorder
        if recorder is not None and question != Question():
            seconds = time.monotonic() - began
            recorder(Answered(question, span, source, asked_at, seconds, progress))

    def _reading(
        self, source: Source, part: Question, *, again: bool = False, stepwise: bool = False
    ) -> Reading:
        """The reading of this part of a source, begun or gone on with; holding the lock."""
        key = (source, None if source.reads_whole else part, False)
        reading = self._readings.get(key)
        if reading is not None and again and reading.is_stopped and reading.is_whole:
            reading = None
        if reading is None:
            reading = self._readings[key] = Reading(
                source.shards, part, self._painted, is_of_service=not source.reads_whole
            )
            reading.start(stepwise=stepwise)
        elif source.reads_whole and reading.widen(part):
            pass  # it goes on by itself
        elif reading.is_paused or (again and reading.is_stopped):
            reading.start(stepwise=stepwise)
        self._readings.move_to_end(key)
        self._make_way()
        return reading

    def _picked(
        self, source: Source, question: Question, shards: Sequence[Shard], *, are_few: bool = False
    ) -> Reading:
        """A reading of nothing but what may match a question; holding the lock."""
        reading = self._readings[source, question, True] = Reading(
            lambda question, cancel: shards,  # noqa: ARG005  (as `Source.shards`)
            question,
            self._painted,
            is_of_service=not source.reads_whole,
            picks=True,
            are_few=are_few,
        )
        reading.start()
        return reading

    def _make_way(self) -> None:
        """Pause readings of services that came before the latest, and let go of the oldest."""
        of_services = [key for key in self._readings if key[1] is not None]
        latest = next(reversed(self._readings))
        for key in of_services:
            if key != latest:
                self._readings[key].pause()
        for key in of_services[:-_KEPT]:
            del self._readings[key]

    def suggestions(self, field: str, prefix: str, limit: int = 20) -> list[tuple[str, int]]:
        """Values of a field among the events read so far, with counts; most frequent first."""
        with self._lock:
            latest = self._latest
        return [] if latest is None else latest.records.suggestions(field, prefix, limit)

    def close(self) -> None:
        """Stop everything and let go of processes, files and connections."""
        self._painted.set()
        with self._lock:
            readings, searches = list(self._readings.values()), list(self._searches)
            sources = [source for those in self._sources.values() for source in those.values()]
        for reading in readings:
            reading.cancel()
        for search in searches:
            search.cancel()
        for reading in readings:
            reading.wait()
        for search in searches:
            search.join()
        for source in sources:
            if source.close is not None:
                source.close()

"""A session that answers at once, in the calling thread, over a fixed list of events."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from tests.progress import reading_state
from trailview.backends.base import Problem, Tally
from trailview.backends.plain import PlainTable
from trailview.compose import services
from trailview.compose.settings import know_the_screen, remember
from trailview.context import Context
from trailview.errors import PlanError, SourceError, TrailviewError
from trailview.events.record import Delivery, Event
from trailview.events.severity import Severity
from trailview.plans.plan import Plan
from trailview.plans.raw import Language
from trailview.question.fields import find_field
from trailview.question.predicate import holds
from trailview.question.query import UNTYPED, Question, TimeRange
from trailview.search.empty.why import About, Why
from trailview.search.progress import Order, Progress, State
from trailview.search.reading.records import Records
from trailview.search.reading.state import ReadingState, ShardProgress
from trailview.store.extent import Extent
from trailview.tui.app import TrailviewApp
from trailview.tui.identities import Identities
from trailview.tui.main.runner import ScreenSession
from trailview.tui.main.screen import MainScreen
from trailview.tui.origins import Origins

NOW = 1_795_442_531
"""2026-11-23T14:02:11Z: the clock of all screen tests."""

_NAMES = ("DescribeInstances", "DeleteTrail", "CreateAccessKey", "GetSecretValue", "ConsoleLogin")
_SOURCES = ("ec2", "cloudtrail", "iam", "secretsmanager", "signin")


def record(index: int) -> dict[str, object]:
    """One record; the higher the index, the older."""
    which = index % len(_NAMES)
    user = ("alice", "bob", "carol")[index % 3]
    made: dict[str, object] = {
        "eventVersion": "1.09",
        "eventTime": f"2026-11-23T{13 - index // 60:02d}:{59 - index % 60:02d}:02Z",
        "eventName": _NAMES[which],
        "eventSource": f"{_SOURCES[which]}.amazonaws.com",
        "awsRegion": "us-east-1",
        "sourceIPAddress": f"203.0.113.{index % 7}",
        "eventID": f"00000000-0000-4000-8000-{index:012d}",
        "userIdentity": {
            "type": "IAMUser",
            "userName": user,
            "arn": f"arn:aws:iam::123456789012:user/{user}",
            "accountId": "123456789012",
        },
        "requestParameters": {"name": f"thing-{index}"},
    }
    if which == 1:
        made["errorCode"] = "AccessDenied"
    return made


def make_events(count: int) -> list[Event]:
    return [Event(Delivery(json.dumps(record(index)).encode())) for index in range(count)]


class FakeRows:
    """Some of a list of events, in a given order."""

    def __init__(self, events: Sequence[Event], keys: Sequence[int]) -> None:
        self._events = events
        self._keys = list(keys)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def varied(self) -> frozenset[str]:
        return frozenset(
            name
            for name in ("region", "account")
            if len({self.texts(at, [name])[0] for at in range(len(self))} - {""}) > 1
        )

    def key(self, position: int) -> int:
        return self._keys[position]

    def count(self, position: int) -> int:
        return 1

    def position(self, key: int) -> int | None:
        return self._keys.index(key) if key in self._keys else None

    def time(self, position: int) -> int | None:
        return self._events[self._keys[position]].time

    def severity(self, position: int) -> Severity:
        return self._events[self._keys[position]].severity

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        event = self._events[self._keys[position]]
        return [column_text(event, column) for column in columns]


def column_text(event: Event, column: str) -> str:
    if column == "actor":
        return event.identity.actor
    if column == "service":
        return (event.text("eventSource") or "").removesuffix(".amazonaws.com")
    found = find_field(column)
    values = found.read(event) if found else ()
    return values[0] if values else ""


class FakePlan(Plan):
    """A plan that says what it is told to say."""

    translation: str = ""

    @property
    def own_text(self) -> str:
        return self.translation


@dataclass
class FakeSearch:
    """A search that is over when it is asked, unless the session says otherwise."""

    progress: Progress
    resort: Callable[[Order], Progress]
    changed: Callable[[], None]
    event: Callable[[int], Event]
    cancelled: bool = False
    is_stopped: bool = False
    whys: Callable[[Question, bool], Why] | None = None

    def why_empty(self, *, asks: bool = False) -> Why:
        assert self.whys is not None, "the test says why"
        return self.whys(self.progress.question, asks)

    @property
    def records(self) -> Records:
        return Records(threading.Event(), threading.Condition())

    def stop_reading(self) -> None:
        self.is_stopped = True
        self.become(State.CANCELLED)

    def cancel(self) -> None:
        self.cancelled = True
        if not self.progress.state.is_over:
            self.become(State.CANCELLED)

    def become(self, state: State) -> None:
        self.progress = replace(self.progress, state=state)
        self.changed()

    def sort(self, order: Order) -> None:
        self.progress = self.resort(order)
        self.changed()


@dataclass
class FakeSession:
    """Answers over `events` by the language's own predicate."""

    events: list[Event]
    backends: tuple[str, ...] = ("files",)
    path: str = "/var/log/trail"
    state: State = State.DONE
    tally: Tally = field(default_factory=lambda: Tally(files=159, of_files=159))
    duplicates: int = 0
    problems: tuple[Problem, ...] = ()
    unreadable: frozenset[int] = frozenset()
    can_go_on: bool = False
    asked: list[tuple[Question, Order]] = field(default_factory=list)
    asked_of: list[tuple[str, bool]] = field(default_factory=list)
    """The backend of each, and whether it was asked again."""
    searches: list[FakeSearch] = field(default_factory=list)
    is_painted: bool = False
    record_note: str = ""
    shards: tuple[ShardProgress, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: TrailviewError | None = None
    """Why a question is not asked that was not allowed."""
    translation: str = ""
    """What a question comes to in a backend's own language."""
    plan_error: PlanError | None = None
    allowed: list[tuple[Question, str]] = field(default_factory=list)
    plain: PlainTable | None = None
    """The rows without a record in the answer to a raw text."""
    raw_events: int = 0
    """How many events such an answer has."""

    make_why: Callable[[Why, bool], Why] | None = None
    """Makes what is known of why nothing matched, and whether the service was asked too."""
    whys_asked: list[bool] = field(default_factory=list)
    context: Context = field(default_factory=Context)
    asked_as: list[Context | None] = field(default_factory=list)
    spans: list[TimeRange] = field(default_factory=list)
    """The time of each as it was chosen."""

    def title(self, backend: str, context: Context | None = None) -> str:
        if backend == "files":
            return self.path
        return f"{'+'.join((context or self.context).profiles) or 'prod'} · {backend}"

    def reads_whole(self, backend: str) -> bool:
        return backend == "files"

    def language(self, backend: str) -> Language | None:
        return services.row_of(backend).language if backend in self.backends else None

    def painted(self) -> None:
        self.is_painted = True

    def ask(
        self,
        question: Question,
        changed: Callable[[], None],
        order: Order | None = None,
        backend: str = "",
        *,
        again: bool = False,
        span: TimeRange = UNTYPED,
        context: Context | None = None,
    ) -> FakeSearch:
        self.asked_as.append(context)
        self.spans.append(span)
        self.asked.append((question, order or Order()))
        self.asked_of.append((backend, again))
        search = FakeSearch(
            self._answer(question, order or Order(), backend),
            lambda again: self._answer(question, again, backend),
            changed,
            self.event,
            whys=self.why,
        )
        self.searches.append(search)
        changed()
        return search

    def _answer(self, question: Question, order: Order, backend: str) -> Progress:
        keys = [key for key, event in enumerate(self.events) if holds(question, event)]
        if question.raw:
            keys = list(range(self.raw_events))
        if order.column == "time":
            keys.sort(key=lambda key: self.events[key].time or 0, reverse=order.descending)
        else:
            keys.sort(
                key=lambda key: column_text(self.events[key], order.column),
                reverse=order.descending,
            )
        if self.refusal is not None and question not in [allowed for allowed, _ in self.allowed]:
            rows = FakeRows(self.events, [])
            reading = ReadingState(tally=self.tally)
            return Progress(question, rows, State.FAILED, reading, self.refusal)
        times = [event.time or 0 for event in self.events]
        return Progress(
            question,
            FakeRows(self.events, keys),
            self.state,
            reading_state(
                tally=self.tally,
                extent=Extent(
                    len(self.events),
                    self.duplicates,
                    min(times, default=None),
                    max(times, default=None),
                ),
                problems=self.problems,
                can_go_on=self.can_go_on,
                is_of_service=bool(backend) and not self.reads_whole(backend),
                record_note=self.record_note,
                plain=self.plain if question.raw else None,
                shards=self.shards,
                notes=self.notes,
            ),
        )

    def event(self, key: int) -> Event:
        if key in self.unreadable:
            raise SourceError("File not readable", "/var/log/trail/x.json.gz", "Was it removed?")
        return self.events[key]

    def suggestions(self, field: str, prefix: str, limit: int = 20) -> list[tuple[str, int]]:
        found = find_field(field)
        counts: dict[str, int] = {}
        for event in self.events:
            for value in found.read(event) if found else ():
                if value.startswith(prefix):
                    counts[value] = counts.get(value, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def why(self, question: Question, asks: bool) -> Why:
        self.whys_asked.append(asks)
        why = Why(question, About(self.backends[0], self.path))
        return why if self.make_why is None else self.make_why(why, asks)

    def allow(self, question: Question, backend: str, context: Context | None = None) -> None:
        self.allowed.append((question, backend))

    def plan(self, question: Question, backend: str, context: Context | None = None) -> Plan:
        if self.plan_error is not None:
            raise self.plan_error
        request = f"trailview query {question.text!r} --path {self.path}"
        plan = FakePlan(backend, question, (), question.terms, (), request, "reads every file")
        return replace(plan, translation=self.translation)


@asynccontextmanager
async def running(
    session: ScreenSession,
    question: Question | None = None,
    size: tuple[int, int] = (120, 40),
    keymap: dict[str, str] | None = None,
    identities: Identities | None = None,
    origins: Origins | None = None,
) -> AsyncIterator[Pilot[int]]:
    """The app over a fake session, its first frame painted."""
    memory = remember()
    if keymap:
        memory.change({("keys", command): keys for command, keys in keymap.items()})
    know_the_screen(memory)
    app = TrailviewApp(
        session, question or Question(), UTC, lambda: NOW, memory, UNTYPED, identities, origins
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way any more."""
    for _ in range(2):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def until(pilot: Pilot[Any], holds_now: Callable[[], bool]) -> None:
    """Wait for a state that the screen reaches in its own time."""
    async with asyncio.timeout(60):
        while not holds_now():
            await pilot.pause(0.01)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, one after the other, each carried out wholly."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def type_question(pilot: Pilot[int], text: str) -> None:
    """Type into the question, without asking."""
    screen = main_screen(pilot)
    await press(pilot, "slash")
    screen.bar.query_one(Input).value = text
    await settle(pilot)


def main_screen(pilot: Pilot[int]) -> MainScreen:
    """The main screen, also while a dialog lies over it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


def shown(pilot: Pilot[Any]) -> str:
    """All text on the screen."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)

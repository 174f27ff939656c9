"""A double of AWS and the way to it, with time that only waiting moves on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tests.aws_double.clock import ManualClock
from tests.aws_double.faults import Fault, Rule
from tests.aws_double.fixture import Running
from tests.aws_double.service import Call, UnknownOperation
from trailview.aws.calls import Stop
from trailview.aws.credentials.sessions import Access
from trailview.aws.pacing import Clock, Pacing
from trailview.backends.base import Backend, Batch, Cancel
from trailview.events.record import Event
from trailview.events.times import seconds
from trailview.plans.plan import Plan, Scope
from trailview.question.parse import parse
from trailview.question.query import Question, Window

ACCOUNT = "111122223333"
REGION = "eu-central-1"


class DoubleClock(Clock):
    """The double's own time, which goes on when somebody waits."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.monotonic()

    def wait(self, stop: Stop, seconds: float) -> bool:
        self._clock.advance(seconds)
        return stop.is_set


@dataclass(frozen=True)
class Site:
    """A running double, and how to ask it."""

    running: Running
    clock: ManualClock
    access: Access
    pacing: Pacing

    def fail(self, fault: Fault, operation: str, *calls: int) -> None:
        """Let these calls of an operation fail, counted from 1; all of them where none is given."""
        self.running.faults.add(Rule(fault, operation, frozenset(calls) if calls else None))

    def asked(self, operation: str) -> list[dict[str, Any]]:
        """What the calls of an operation said, in order."""
        return [
            logged.body for logged in self.running.double.requests if logged.operation == operation
        ]

    @property
    def scope(self) -> Scope:
        now = int(self.running.clock.now())
        group = self.running.world.trails.all[0].log_group
        return Scope(now=now, account=ACCOUNT, region=REGION, log_group=group)


class OpenSite(Protocol):
    """Starts a double over records."""

    def __call__(
        self,
        records: Iterable[Mapping[str, Any]],
        *,
        delay: int = 0,
        duplicates: float = 0.0,
        read_seconds: float = 5.0,
        shares: Sequence[float] = (0.0, 0.5),
        scan_budget: int | None = None,
        disabled: Collection[str] = (),
        canned: Canned | None = None,
        organization: bool = False,
    ) -> Site: ...


class Canned:
    """A service that has one answer to one operation, and knows no other."""

    def __init__(self, target: str, operation: str, answer: dict[str, Any]) -> None:
        self.target = target
        self._operation = operation
        self._answer = answer

    def call(self, call: Call) -> dict[str, Any]:
        if call.operation != self._operation:
            raise UnknownOperation(call.operation)
        return self._answer


def asking(text: str = "", since: int | None = None, until: int | None = None) -> Question:
    return Question(tuple(parse(text)), Window(since, until))


def ids_of(batches: Iterable[Batch]) -> set[str | None]:
    """The event IDs in some batches."""
    return set(ids_in_order(batches))


def ids_in_order(batches: Iterable[Batch]) -> list[str | None]:
    """The event IDs in some batches, each where it came first."""
    found: dict[str | None, None] = {}
    for batch in batches:
        if batch.block is not None:
            assert len(batch.block.inline) == len(batch.block)
            found |= {Event(held).text("eventID"): None for held in batch.block.inline.values()}
    return list(found)


def check_claims(batches: Sequence[Batch], records: Sequence[Mapping[str, Any]]) -> None:
    """Whatever a batch says is covered has come with it or before it."""
    for number, batch in enumerate(batches, 1):
        if batch.covered is not None:
            inside = {r["eventID"] for r in records if batch.covered.holds(seconds(r["eventTime"]))}
            assert inside <= ids_of(batches[:number])


def read(backend: Backend, plan: Plan, resume: object | None = None) -> list[Batch]:
    return list(backend.read(plan, Cancel(), resume))


def pieces(backend: Backend, plan: Plan) -> Iterator[Batch]:
    """A read that is broken off after every batch, and goes on from there each time."""
    resume: object | None = None
    while True:
        batches = backend.read(plan, Cancel(), resume)
        batch = next(batches, None)
        batches.close()  # type: ignore[attr-defined]  # they are generators
        if batch is None:
            return
        resume = batch.resume
        yield batch

"""One query of Logs Insights, from its start to its end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from tests.aws_double.insights_evaluation import Answer, LogEvent, evaluate
from tests.aws_double.insights_query import Query

NOTHING: Final = Answer([], 0)


@dataclass(eq=False)
class Run:
    """A query that was started."""

    id: str
    text: str
    query: Query
    owner: tuple[str, str]
    """Account and Region."""
    events: Sequence[LogEvent]
    """What lies in its window, earliest first."""
    groups: int
    limit: int
    """The most rows that it may give."""
    status: str = "Scheduled"
    looks: int = 0
    """How often its first page was asked for and it went on."""
    read: int = 0
    """How many of its events it has read, newest first."""
    answer: Answer = NOTHING
    """What was found in what it has read so far."""
    step: Step | None = None
    """The one that it is taking."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_going(self) -> bool:
        return self.status in ("Scheduled", "Running")

    def go_on(self, shares: Sequence[float], patience: float) -> None:
        """Take the next step: have read that share of the events, or all of them.

        Waits so long for it, and leaves it to a later look where it takes longer.
        """
        with self.lock:
            if not self.is_going:
                return
            step = self.step = self.step or self._next(shares)
        answer = step.answer(patience)
        with self.lock:
            if self.step is not step:
                return
            if answer is None:
                self.status = "Running"
            else:
                self._take(step, answer)

    def _next(self, shares: Sequence[float]) -> Step:
        share = shares[self.looks] if self.looks < len(shares) else 1.0
        self.looks += 1
        read = round(len(self.events) * share)
        return Step(self.query, self.events[len(self.events) - read :], share)

    def _take(self, step: Step, answer: Answer) -> None:
        self.step = None
        self.answer = Answer(answer.rows[: self.limit], answer.matched)
        self.read = len(step.events)
        if step.share:
            self.status = "Running" if step.share < 1 else "Complete"

    def stop(self) -> bool:
        """End it with what it has; whether it was going."""
        with self.lock:
            was_going = self.is_going
            if was_going:
                self.status, self.step = "Cancelled", None
            return was_going

    @property
    def scanned(self) -> Sequence[LogEvent]:
        return self.events[len(self.events) - self.read :]


class Step:
    """A query over some of its events, evaluated in a thread of its own."""

    def __init__(self, query: Query, events: Sequence[LogEvent], share: float) -> None:
        self.events = events
        self.share = share
        self._query = query
        self._found: Future[Answer] = Future()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._found.set_result(evaluate(self._query, self.events))
        except Exception as error:  # noqa: BLE001  (whoever looks gets it)
            self._found.set_exception(error)

    def answer(self, patience: float) -> Answer | None:
        """What it finds; None where that takes longer than so many seconds."""
        try:
            return self._found.result(patience)
        except TimeoutError:
            return None

"""One question of a chain put to a service, and what it cost.

Goes through the session as every question does, so that it is paced in the same quota.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from trailview.backends.base import Cancel
from trailview.context import Context
from trailview.errors import CredentialsError, TrailviewError
from trailview.events.issued import call_of
from trailview.events.lookups import Answer, Gap
from trailview.question.query import Question
from trailview.search.progress import Progress, State
from trailview.search.session import Session

if TYPE_CHECKING:
    from trailview.search.reading.records import Records

UNASKED: Final = 20
"""Calls that are made without asking whether they may."""
_MORE: Final = 4
"""By how much the number of calls grows that is allowed with each yes."""


class Cost(NamedTuple):
    """What is about to be spent: to be allowed, or not."""

    calls: int
    """Calls made so far."""
    most: int
    """Up to how many there may be before the next question."""
    says: str
    """What it will cost or take, in words; empty where it is calls alone."""


class FoundRows(NamedTuple):
    """The rows of an answer that is over, and their records."""

    progress: Progress
    records: Records


def _nothing(progress: Progress) -> None:
    """Nobody wants to know how far it is."""
    del progress


@dataclass(slots=True)
class Asking:
    """Puts questions to one backend of a session. Blocks; for one thread at a time."""

    session: Session
    backend: str
    allow: Callable[[Cost], bool]
    """Asked before more than `UNASKED` calls are made, and before anything costs money."""
    told: Callable[[Progress], None] = _nothing
    """Told how far the question is that is being answered."""
    cancel: Cancel = field(default_factory=Cancel)
    calls: int = 0
    """Calls made so far."""
    costs_money: bool = False
    _most: int = UNASKED
    _may_spend: bool = False
    _was_refused: bool = False
    """Whether the answer was no: it is not asked about again."""

    def ask(self, question: Question, context: Context | None, limit: int | None = None) -> Answer:
        """The calls that a question holds for, newest first, and what was in the way.

        Raises CredentialsError where nobody could be asked yet.
        """
        found = self.read(question, context, limit)
        if isinstance(found, Gap):
            return Answer((), (found,))
        progress, records = found
        calls = tuple(map(call_of, records.events(progress.rows, limit)))
        return Answer(calls, tuple(self._gaps(progress)))

    def read(
        self, question: Question, context: Context | None, limit: int | None = None
    ) -> FoundRows | Gap:
        """The rows that a question holds for, newest first; a gap where it may not be asked.

        Raises CredentialsError where nobody could be asked yet.
        """
        refused = self._refused(question, context)
        if refused is not None:
            return refused
        search = self.session.ask(
            question, lambda: None, backend=self.backend, limit=limit, context=context
        )
        while not search.wait(0.05):
            progress = search.progress
            self.told(progress)
            if self.cancel.is_set or not self._may_go_on(progress.tally.requests):
                search.stop_reading()
                search.cancel()
        progress = search.progress
        self.calls += progress.tally.requests
        if isinstance(progress.error, CredentialsError) and self.calls == 0:
            raise progress.error
        return FoundRows(progress, search.reading.records)

    def _refused(self, question: Question, context: Context | None) -> Gap | None:
        if self.cancel.is_set:
            return Gap("it was stopped", "ask again", backend=self.backend)
        if self.costs_money and not self._may_spend:
            plan = self.session.plan(question, self.backend, context)
            self._may_spend = self._allowed(Cost(self.calls, self._most, plan.estimate))
            if not self._may_spend:
                why = "it costs money, which was not allowed"
                return Gap(why, "allow it (--yes)", backend=self.backend)
        if not self._may_go_on(1):
            return self._too_many()
        return None

    def _may_go_on(self, more: int) -> bool:
        """Whether so many calls more may be made; asks where that is not known."""
        if self.calls + more <= self._most:
            return True
        most = max(self._most * _MORE, self.calls + more)
        if not self._allowed(Cost(self.calls, most, "")):
            return False
        self._most = most
        return True

    def _allowed(self, cost: Cost) -> bool:
        if not self._was_refused:
            self._was_refused = not self.allow(cost)
        return not self._was_refused

    def _too_many(self) -> Gap:
        why = f"it takes more than {self._most} calls"
        return Gap(why, "allow more calls (--yes)", backend=self.backend)

    def _gaps(self, progress: Progress) -> list[Gap]:
        found = [
            Gap(str(problem), "mend that, and ask again", backend=self.backend)
            for problem in progress.problems
        ]
        if progress.error is not None:
            found.append(_gap_of(progress.error, self.backend))
        if progress.state is State.CANCELLED:
            stopped = Gap("it was stopped", "ask again", backend=self.backend)
            found.append(stopped if self.cancel.is_set else self._too_many())
        if progress.clipped:
            why = "some of that time is out of reach of what was asked"
            find = "ask a log group, Athena or files, which keep events for longer"
            found.append(Gap(why, find, backend=self.backend))
        return found


def _gap_of(error: TrailviewError, backend: str) -> Gap:
    return Gap(f"{error.title}: {error.message}", error.hint or "ask again", backend=backend)

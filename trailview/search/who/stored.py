"""A chain's look-ups, put to a service that holds whole trails: a log group, or a table.

Such a service reads a span of time whatever is asked, so all candidates of a hop are
asked for at once, in the second in which the session began.
"""

from __future__ import annotations

from collections.abc import Sequence

from trailview.context import Context
from trailview.events.issued import LONGEST, Call
from trailview.events.issuer import Confidence, match
from trailview.events.lookups import Answer, CallsBy, Gap, Issuers, Lookup, OtherSide
from trailview.question.query import Question, Window
from trailview.search.who import questions
from trailview.search.who.asking import Asking


class Stored:
    """A service that holds whole trails, as one or more profiles ask it."""

    def __init__(self, asking: Asking, contexts: Sequence[Context | None], window: Window) -> None:
        """`window` is where the subject itself is looked for."""
        self._asking = asking
        self._contexts = contexts
        self._window = window

    def answer(self, look: Lookup) -> Answer:
        """The calls that a look-up asks for. Raises CredentialsError."""
        if isinstance(look, Issuers):
            return self._issuers(look)
        if isinstance(look, OtherSide):
            near = questions.window_of(look)
            return self._ask(
                questions.shared(look) if look.call.shared_id else questions.issuing(near)
            )
        if isinstance(look, CallsBy):
            return self._ask(questions.calls_by(look, self._window), 1)
        return self._ask(questions.event(look.id, self._window), 1)

    def _issuers(self, look: Issuers) -> Answer:
        if look.created is None:
            return self._of_key(look, self._window if look.used_at is None else None)
        answer = self._ask(questions.issuing(questions.window_of(look)))
        sure = match(look, answer.calls).confidence
        if sure in (Confidence.KEY, Confidence.SESSION) or self._asking.costs_money:
            return answer
        wide = self._of_key(look, None)
        return Answer((*answer.calls, *wide.calls), (*answer.gaps, *wide.gaps))

    def _of_key(self, look: Issuers, window: Window | None) -> Answer:
        """Whatever issued the key; without one, whatever began a session of that name."""
        used = look.used_at
        if window is None and used is not None:
            window = Window(used - LONGEST, used + 1)
        if look.key:
            return self._ask(questions.issuing_key(look.key, window or self._window))
        session = look.session.principal_id if look.session else None
        if not session:
            return Answer()
        return self._ask(questions.issuing_session(session, window or self._window))

    def ask(self, question: Question, account: str | None) -> Answer:
        """The calls that a question holds for, of whatever account. Raises CredentialsError."""
        del account  # a trail holds them all
        return self._ask(question)

    def _ask(self, question: Question, limit: int | None = None) -> Answer:
        calls: list[Call] = []
        gaps: list[Gap] = []
        for context in self._contexts:
            answer = self._asking.ask(question, context, limit)
            calls += answer.calls
            gaps += answer.gaps
        if not calls and not gaps:
            window, backend = question.window, self._asking.backend
            span = "all the time that it holds" if window.is_all else "the time asked"
            why = f"nothing in {span} has it"
            find = "ask a source that holds the trail of that account, or a longer time (--since)"
            gaps.append(Gap(why, find, backend=backend))
        return Answer(tuple(calls), tuple(gaps))

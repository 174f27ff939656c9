"""A chain, driven to its end: rows at hand are asked first, then a source that answers more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from trailview.events.chain import Chain, Found, trace
from trailview.events.issued import Call
from trailview.events.issuer import Confidence, match
from trailview.events.lookups import Answer, CallsBy, EventOf, Issuers, Lookup, OtherSide
from trailview.events.subject import Subject


class LookupSource(Protocol):
    """Something that answers look-ups."""

    def answer(self, look: Lookup) -> Answer:
        """The calls that were found, and what could not be looked at. Raises TrailviewError."""
        ...


@dataclass(slots=True)
class KnownCalls:
    """The calls that earlier look-ups have brought, by what they are asked for with."""

    calls: dict[object, Call] = field(default_factory=dict)

    def answer(self, look: Lookup) -> Answer:
        """What is known already: no more than that."""
        return Answer(tuple(self._fitting(look)))

    def add(self, calls: Sequence[Call]) -> None:
        """Remember calls."""
        for call in calls:
            key = call.issued.key if call.issued else None
            self.calls[call.id, call.time, call.account, call.caller, key] = call

    def _fitting(self, look: Lookup) -> Iterator[Call]:
        for call in self.calls.values():
            if isinstance(look, EventOf):
                holds = call.id == look.id
            elif isinstance(look, CallsBy):
                holds = call.caller.key == look.key if look.key else call.caller.arn == look.arn
            else:
                holds = call.issued is not None
            if holds:
                yield call


def who(
    subject: Subject,
    sources: Sequence[LookupSource],
    seen: Call | None = None,
    found: Found | None = None,
) -> Chain:
    """The chain behind a subject; sources are asked in order, until one knows.

    `found` is told of each hop as soon as it is found, in the thread that calls.
    Blocks: not for the UI thread. Raises TrailviewError for what stops it as a whole.
    """
    known = KnownCalls()
    if seen is not None:
        known.add([seen])
    steps = trace(subject, seen, found)
    try:
        look = next(steps)
        while True:
            look = steps.send(_answer(look, known, sources))
    except StopIteration as end:
        chain: Chain = end.value
        return chain


def _answer(look: Lookup, known: KnownCalls, sources: Sequence[LookupSource]) -> Answer:
    """What the first source says that knows; else all that any of them says."""
    answer = known.answer(look)
    if is_answered(look, answer.calls):
        return answer
    calls, gaps = list(answer.calls), list(answer.gaps)
    for source in sources:
        answer = source.answer(look)
        known.add(answer.calls)
        calls += answer.calls
        gaps += answer.gaps
        if is_answered(look, calls):
            return Answer(tuple(calls))
    return Answer(tuple(calls), tuple(gaps))


def is_answered(look: Lookup, calls: Sequence[Call]) -> bool:
    """Whether nothing better can come of asking further."""
    if isinstance(look, Issuers):
        return match(look, calls).confidence in (Confidence.KEY, Confidence.SESSION)
    if isinstance(look, OtherSide):
        return any(
            other.shared_id == look.call.shared_id
            for other in calls
            if not other.is_other_side and other.shared_id
        )
    return bool(calls)

"""A dossier made over a session: the thing is found, its events are read, and who is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from trailview.backends.base import Cancel
from trailview.errors import TrailviewError
from trailview.events.chain import Chain
from trailview.events.dossier.gather import Dossier, Gathering
from trailview.events.dossier.topic import Asks, Kind, Topic, caller_topic
from trailview.events.issued import Call, caller_of
from trailview.events.record import Event
from trailview.events.subject import Subject
from trailview.question.query import Question, Window
from trailview.question.terms import Term
from trailview.search.about.covered import Coverage
from trailview.search.who.questions import term

_AT_ONCE: Final = 1_000
"""Events between two looks whether it is stopped."""


class ReadEvents(NamedTuple):
    """The events of one thing, and what was read for them."""

    total: int
    events: Iterable[Event]
    """Read as they are asked for. Raises SourceError."""
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a dossier comes from. Blocks: not for the UI thread."""

    read: Callable[[Topic], ReadEvents]
    """The events of a thing. Raises TrailviewError."""
    behind: Callable[[Subject, Call | None], Chain] | None
    """Who is behind a key or a session; None where that is not asked for."""
    cancel: Cancel
    told: Callable[[int, int], object]
    """Told how many of its events are taken, and how many there are."""


@dataclass(frozen=True, slots=True)
class About:
    """A dossier, what it covers, and who is behind it."""

    dossier: Dossier
    coverage: Coverage
    looked_for: tuple[Topic, ...]
    """What the text may have meant besides, of which there was no event."""
    chain: Chain | None = None
    gaps: tuple[str, ...] = ()
    """What is missing of it beyond what was read."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        is_behind_known = self.chain is None or not self.chain.missing
        return self.coverage.is_whole and is_behind_known and not self.gaps


def terms_of(asks: Asks) -> tuple[Term, ...]:
    """The terms that ask for what events have in common."""
    return tuple(term(field, *texts) for field, texts in asks)


def question_of(topic: Topic, window: Window) -> Question:
    """The question for the events of a thing."""
    return Question(terms_of(topic.asks), window)


def about(topics: Sequence[Topic], sources: Sources) -> About:
    """The dossier of the first of several meanings that has events. Raises TrailviewError.

    Stopped, it is made of what is there.
    """
    none: list[Topic] = []
    gaps: list[str] = []
    for topic in topics:
        meant, found = _read(topic, sources)
        if found.total or topic is topics[-1]:
            before = [gap for gap in dict.fromkeys(gaps) if gap not in found.coverage.gaps]
            return _made(meant, found, sources, tuple(none), before)
        none.append(topic)
        gaps += found.coverage.gaps
    raise AssertionError("there is something to look for")


def _read(topic: Topic, sources: Sources) -> tuple[Topic, ReadEvents]:
    """The events of a thing; of an event its caller's, where it tells who that is."""
    found = sources.read(topic)
    if topic.kind is not Kind.EVENT or not found.total:
        return topic, found
    first, *others = found.events
    caller = caller_topic(caller_of(first))
    if caller is None:
        return topic, found._replace(events=[first, *others])
    return caller, sources.read(caller)


def _made(
    topic: Topic,
    found: ReadEvents,
    sources: Sources,
    none: tuple[Topic, ...],
    before: Sequence[str],
) -> About:
    """The dossier of what was found; `before` was not read while other meanings were tried."""
    gathering, gaps, taken = Gathering(topic), list(before), 0
    try:
        for taken, event in enumerate(found.events, 1):
            gathering.take(event)
            if taken % _AT_ONCE == 0:
                sources.told(taken, found.total)
                if sources.cancel.is_set:
                    break
    except TrailviewError as error:
        gaps.append(f"{error.title}: {error.message}")
    if taken < found.total:
        gaps.append(f"Made from {taken:,} of its {found.total:,} events only.")
    dossier = gathering.dossier()
    chain, subject = None, dossier.subject
    if subject is not None and sources.behind is not None and dossier.seen.events:
        if sources.cancel.is_set:
            gaps.append("Who is behind it was not looked for: it was stopped.")
        else:
            chain = sources.behind(subject, dossier.latest)
    return About(dossier, found.coverage, none, chain, tuple(gaps))

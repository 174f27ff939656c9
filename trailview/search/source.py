"""Where a session can ask: a backend by name, and how a question becomes reads of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from trailview.backends.base import Backend, Cancel
from trailview.context import Context
from trailview.frozen import Frozen, replace
from trailview.plans.plan import Brings, Plan
from trailview.plans.raw import Language
from trailview.question.query import Question


class Shard(NamedTuple):
    """One plan and the backend that carries it out: a question may take several."""

    plan: Plan
    backend: Backend
    notes: tuple[str, ...] = ()
    """What to know about where is asked."""
    added: str = ""
    """The Region, where it is asked although it was not named; else empty."""
    ahead: str = ""
    """How long all shards together take, where that is worth to be told before; else empty."""
    is_here: bool = False
    """Whether all that the plan asks for is here already, so that nobody is asked."""


def _itself(question: Question) -> Question:
    return question


def _nothing_picked(question: Question, brings: Brings) -> Shard | None:
    del question, brings
    return None


def _nothing_at_hand(question: Question) -> Sequence[Shard]:
    del question
    return ()


def _everything(question: Question) -> Question:
    """What is read for a question where all is read for any."""
    del question
    return Question()


class Source(Frozen, eq=False):
    """One of the places a question can be put to."""

    name: str
    """The backend's name, as the command line spells it."""
    title: str
    """What is asked there, for the header: paths, or profile and Region."""
    plan: Callable[[Question], Plan]
    """The plan as far as it is known without asking anybody."""
    shards: Callable[[Question, Cancel], Sequence[Shard]]
    """What is to be read for a question. Can ask the service: not for the UI thread.

    Raises TrailviewError.
    """
    unasked: Callable[[Question], Sequence[Shard]] | None = None
    """The same where nobody has to be asked for them, else none; None of a source whose shards
    ask nobody where its Regions are said."""
    reads_whole: bool = False
    """Whether what is read of it serves every question, and each reads only what is missing.

    Else it is read for each question.
    """
    context: Context = Context()
    """As whom and where it asks; files are asked as nobody."""
    language: Language | None = None
    """Its own language, which can be typed in place of a question; None where it has none."""
    allow: Callable[[Question], None] | None = None
    """Permits a question that `shards` has refused because of what it would cost.

    None where it refuses none.
    """
    lacks: str = ""
    """What a service cannot hold, in one line."""
    part: Callable[[Question], Question] = _itself
    """What of a question decides what is read for it: all of it where a service is asked."""
    picking: Callable[[Question, Brings], Shard | None] = _nothing_picked
    """What brings only what may match a question; None where all is better read."""
    at_hand: Callable[[Question], Sequence[Shard]] = _nothing_at_hand
    """What gives the whole answer without asking anybody, as a `FewFound` of each shard; none
    where not all of it is kept, or there is much of it. Reads a file: not for the UI thread."""
    charged_by: str = ""
    """By what a question costs money, such as `request`; empty where it costs none."""
    close: Callable[[], None] | None = None
    """Lets go of what the backend holds, when all reading has ended; None where that is nothing."""


def together(sources: Sequence[Source]) -> Source:
    """The same backend as several profiles at once: a shard of each, named by its profile."""
    first = sources[0]
    if len(sources) == 1:
        return first

    def shards(question: Question, cancel: Cancel) -> Sequence[Shard]:
        return [
            shard._replace(
                plan=replace(shard.plan, place=_placed(source.context.profile, shard.plan.place))
            )
            for source in sources
            for shard in source.shards(question, cancel)
        ]

    def allow(question: Question) -> None:
        for source in sources:
            if source.allow is not None:
                source.allow(question)

    def close() -> None:
        for source in sources:
            if source.close is not None:
                source.close()

    return replace(
        first,
        title=" + ".join(source.title for source in sources),
        context=replace(
            first.context, profiles=tuple(source.context.profile for source in sources)
        ),
        shards=shards,
        picking=_nothing_picked,
        at_hand=_nothing_at_hand,
        allow=allow,
        close=close,
    )


def _placed(profile: str, place: str) -> str:
    """A profile's place among those of others."""
    return " · ".join(filter(None, (profile or "environment", place)))


def whole_source(
    backend: Backend,
    title: str,
    planner: Callable[[Question], Plan],
    closed: Callable[[], None] | None = None,
    part: Callable[[Question], Question] = _everything,
    picking: Callable[[Question, Brings], Plan | None] | None = None,
) -> Source:
    """A source that is read once: files. `closed` clears away what the backend read.

    `part` is what of a question tells which of the files can hold its answer; `picking` is
    the plan that brings no more than may match, if there is any.
    """

    def close() -> None:
        backend.close()
        if closed is not None:
            closed()

    def shards(question: Question, cancel: Cancel) -> Sequence[Shard]:
        del cancel
        return [Shard(planner(question), backend)]

    def picked(question: Question, brings: Brings) -> Shard | None:
        made = None if picking is None else picking(question, brings)
        return None if made is None else Shard(made, backend)

    return Source(
        backend.name,
        title,
        planner,
        shards,
        reads_whole=True,
        part=part,
        picking=picked,
        close=close,
    )

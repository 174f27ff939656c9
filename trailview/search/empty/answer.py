"""Why a search's answer is empty: from what it has read, and from the service if that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailview.backends.base import Cancel
from trailview.errors import TrailviewError
from trailview.question.terms import Clause
from trailview.question.write import format_terms
from trailview.search.empty.explain import ReadSoFar, explained
from trailview.search.empty.more import ask_more
from trailview.search.empty.why import About, Why
from trailview.search.progress import Progress, State
from trailview.search.source import Source

if TYPE_CHECKING:
    from trailview.plans.plan import Plan
    from trailview.search.reading.reading import Reading


def why_empty(
    progress: Progress, reading: Reading, source: Source, cancel: Cancel | None = None
) -> Why:
    """Why nothing matched. With `cancel`, the service is asked too, until that is set."""
    question, plan = progress.question, _plan(source, progress)
    about = About(
        source.name,
        source.title,
        source.lacks,
        _notes(progress, plan),
        is_service=not source.reads_whole,
        charged_by=source.charged_by,
    )
    pushed: tuple[Clause, ...] = ()
    if plan is not None and about.is_service:
        pushed = (*plan.pushed, *plan.approximate)
    why = Why(
        question,
        about,
        progress.reading.extent,
        progress.tally.records,
        is_complete=progress.state is State.DONE and not progress.can_go_on,
        # What a service has that is out of the time range is out of it for all that is read.
        unopened=0 if about.is_service else progress.tally.unopened,
        answered=format_terms(pushed),
        can_ask=about.is_service and not about.charged_by and not question.raw,
    )
    store = reading.records.store
    if store is None or question.raw:
        return why
    is_all = why.is_complete and not why.unopened
    read = ReadSoFar(pushed, is_in_window=about.is_service, is_all=is_all)
    why = explained(why, store.snapshot(), read)
    return why if cancel is None or not why.can_ask else ask_more(why, pushed, source, cancel)


def _notes(progress: Progress, plan: Plan | None) -> tuple[str, ...]:
    """What is to be known of what a service can hold; files hold what they hold."""
    if not progress.is_of_service:
        return ()
    of_plan = () if plan is None else plan.notes
    return tuple(dict.fromkeys((*of_plan, *progress.notes)))


def _plan(source: Source, progress: Progress) -> Plan | None:
    """How the question was asked; None where no plan can be made of it."""
    try:
        return source.plan(progress.question)
    except TrailviewError:
        return None

"""What a service tells with a call or two more: one page each, and no page behind it.

The first asks for less than the question did: without the terms that the service itself was
asked for, or for any time. What the page holds tells, as files would, which values are near.
The second asks for the nearest name that AWS knows.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from trailview.backends.base import Batch, Cancel
from trailview.errors import TrailviewError
from trailview.events.record import Event
from trailview.events.text import counted
from trailview.question.predicate import matches
from trailview.question.query import ALL_TIME, Question
from trailview.question.terms import Clause, Term
from trailview.question.write import format_terms
from trailview.search.empty.explain import ReadSoFar, explained, known_names
from trailview.search.empty.why import Bound, Proposal, Why
from trailview.search.source import Source
from trailview.store.columns import Store
from trailview.store.filter import Filter

_PATIENCE: Final = 20.0
"""Seconds after which a call is given up."""


class _Page(NamedTuple):
    """What came of one call."""

    store: Store
    place: str
    is_answered: bool
    """Whether the service has answered."""


def ask_more(why: Why, pushed: Sequence[Clause], source: Source, cancel: Cancel) -> Why:
    """Why, with what one or two calls to the service tell."""
    question = why.question
    less = replace(question, terms=tuple(t for t in question.terms if t not in pushed))
    is_in_window = bool(pushed)
    if not pushed:
        less = replace(question, window=ALL_TIME)
    without = f"without {format_terms(tuple(pushed))}" if pushed else "at any time"
    try:
        why = _with_page(why, source, less, without, cancel, is_in_window=is_in_window)
        known = next(
            ((term, other) for term in question.terms for other in known_names(term)[:1]),
            None,
        )
        if known is not None and not cancel.is_set:
            why = _with_known(why, source, *known, cancel)
    except TrailviewError as error:
        return replace(why, asked_more=(*why.asked_more, f"{error.title}: {error.message}"))
    return replace(why, can_ask=False)


def _with_page(
    why: Why, source: Source, less: Question, without: str, cancel: Cancel, *, is_in_window: bool
) -> Why:
    """Why, with what the first page of a question that asks for less has in it."""
    page = _first_page(source, less, cancel)
    if page is None:
        return why
    said = _said(page, without)
    snapshot = page.store.snapshot()
    if not snapshot.count:
        return replace(why, asked_more=(*why.asked_more, said))
    read = ReadSoFar((), is_in_window=is_in_window, is_all=False)
    found = explained(replace(why, missing=(), proposals=(), alone=()), snapshot, read)
    asked = {proposal.question for proposal in found.proposals}
    others = (each for each in why.proposals if each.question not in asked)
    return replace(
        found,
        missing=(*why.missing, *(each for each in found.missing if each not in why.missing)),
        proposals=(*found.proposals, *others),
        asked_more=(*why.asked_more, said),
    )


def _with_known(why: Why, source: Source, term: Clause, other: Term, cancel: Cancel) -> Why:
    """Why, with how often a name that AWS knows occurs in place of one that it does not."""
    terms = tuple(other if each == term else each for each in why.question.terms)
    question = replace(why.question, terms=terms)
    page = _first_page(source, question, cancel)
    if page is None:
        return why
    count = _count(page.store, question)
    others = tuple(each for each in why.proposals if each.question != question)
    said = _said(page, f"for {format_terms((other,))}")
    if count:
        mended = Proposal(question, format_terms((other,)), count, Bound.AT_LEAST)
        others = (mended, *others)
    return replace(why, proposals=others, asked_more=(*why.asked_more, said))


def _said(page: _Page, what: str) -> str:
    where = f" in {page.place}" if page.place else ""
    if not page.is_answered:
        return f"Asked once more{where}, {what}: no answer yet, and given up."
    return (
        f"Asked once more{where}, {what}: the first page has {counted(len(page.store), 'event')}."
    )


def _first_page(source: Source, question: Question, cancel: Cancel) -> _Page | None:
    """The first page of the first place that is asked; None where it was cancelled before.

    One call, whatever becomes of it: it is not made again. Raises TrailviewError.
    """
    shards = source.shards(question, cancel)
    if not shards:
        return None
    plan, backend = shards[0].plan, shards[0].backend
    store, until = Store(), time.monotonic() + _PATIENCE
    for batch in backend.read(plan, cancel):
        if batch.block is not None:
            store.append(batch.block)
        if _has_answered(batch) or batch.tally.requests or time.monotonic() > until:
            return _Page(store, plan.place, _has_answered(batch))
    return None if cancel.is_set else _Page(store, plan.place, is_answered=True)


def _has_answered(batch: Batch) -> bool:
    """Whether a batch is a page, and does not only tell how far things are."""
    return batch.tally.files > 0


def _count(store: Store, question: Question) -> int:
    """How many of a page's events the question holds for."""
    snapshot = store.snapshot()
    asked = Filter(question.terms, question.window_of_events)
    rows = asked.rows(snapshot).tolist()
    if not asked.record_terms:
        return len(rows)
    deliveries = filter(None, map(store.delivery, rows))
    return sum(matches(asked.record_terms, Event(each)) for each in deliveries)

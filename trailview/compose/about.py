"""Wires `trailview about`: where a dossier's events and the chain behind it come from."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from trailview.compose import services
from trailview.compose.aws import said_by
from trailview.compose.ending import closing
from trailview.compose.identities import open_as_anybody
from trailview.compose.row import BackendRow, HeldIn
from trailview.compose.who import way_to
from trailview.context import Context
from trailview.events.chain import Chain
from trailview.events.dossier.topic import Topic
from trailview.events.issued import Call
from trailview.events.lookups import Gap
from trailview.events.subject import Subject
from trailview.question.query import Question, Window
from trailview.search.about.covered import coverage_of, refused
from trailview.search.about.drive import ReadEvents, Sources, question_of
from trailview.search.progress import Progress, State
from trailview.search.who.asking import Asking, Cost
from trailview.search.who.drive import LookupSource, who

if TYPE_CHECKING:
    from trailview.backends.base import Cancel
    from trailview.search.session import Session
    from trailview.settings.config import Settings
    from trailview.tui.origins import RowsAtHand

Told = Callable[[Progress], None]
Taken = Callable[[int, int], object]
"""Told how many events a page is made from so far, and of how many."""


@dataclass(frozen=True)
class AboutSources:
    """Where dossiers come from, and what it has cost so far."""

    sources: Sources
    calls: Callable[[], dict[str, int]]
    """Calls made so far, by backend."""


@contextmanager
def about_files(
    session: Session, window: Window, told: Told, taken: Taken
) -> Iterator[AboutSources]:
    """Files, which are read once for all. Raises TrailviewError where they cannot be read."""
    from trailview.search.who.at_hand import AtHand

    with closing(session):
        session.painted()
        backend = session.backends[0]
        asking = Asking(session, backend, lambda _: True, told)

        def behind(subject: Subject, seen: Call | None) -> Chain:
            found = asking.read(Question(), None)
            assert not isinstance(found, Gap), "files cost no calls"
            return who(subject, [AtHand(found.records, backend, asking.cancel)], seen)

        read = partial(read_events, asking, None, window)
        yield AboutSources(Sources(read, behind, asking.cancel, taken), lambda: {backend: 0})


@contextmanager
def about_service(
    arguments: argparse.Namespace,
    settings: Settings,
    window: Window,
    allow: Callable[[Cost], bool],
    told: Told,
    taken: Taken,
) -> Iterator[AboutSources]:
    """A service, as the profiles of a command line ask it: `--profile P[,P]`."""
    names = tuple(filter(None, map(str.strip, arguments.profile.split(",")))) or ("",)
    arguments.profile = names[0]
    said, backend = said_by(arguments), arguments.backend
    session, identities = open_as_anybody(said, backend, lambda: settings)
    session.painted()
    costs_money = bool(services.row_of(backend).charged_by)
    asking = Asking(session, backend, allow, told, costs_money=costs_money)
    context = Context(names, said.regions)
    with closing(session):

        def behind(subject: Subject, seen: Call | None) -> Chain:
            source: LookupSource = way_to(asking, context, identities, settings, window).source
            return who(subject, [source], seen)

        read = partial(read_events, asking, context, window)
        yield AboutSources(
            Sources(read, behind, asking.cancel, taken), lambda: {backend: asking.calls}
        )


def read_events(
    asking: Asking, context: Context | None, window: Window, topic: Topic
) -> ReadEvents:
    """Ask one question for the events of a thing. Raises TrailviewError where none came."""
    backend, row = asking.backend, services.row_of(asking.backend)
    lacks = _lacks(row)
    where = asking.session.title(backend, context)
    question = question_of(topic, window)
    found = asking.read(question, context)
    if isinstance(found, Gap):
        return ReadEvents(0, (), refused(found, backend, where, lacks, window))
    progress, records = found
    if progress.error is not None and not len(progress.rows):
        raise progress.error
    covers = coverage_of(progress, backend, where, lacks, window)
    if row.is_service:
        planned = asking.session.plan(question, backend, context).notes
        covers = replace(covers, notes=tuple(dict.fromkeys((*covers.notes, *planned))))
    return ReadEvents(len(progress.rows), records.events(progress.rows), covers)


def _lacks(row: BackendRow) -> str:
    """What a backend cannot hold; of one that each Region has, what others hold too."""
    others = "; what is in other accounts and Regions" if row.held_in is HeldIn.EACH else ""
    return f"{row.lacks}{others}"


def read_rows(at_hand: RowsAtHand, topic: Topic, cancel: Cancel) -> ReadEvents | None:
    """The events of a thing among what a screen has read; None where more has to be asked for.

    Files are read whole. A service's answer will do where all of its time was read, or where
    it is the answer to the same question. Can read files. Raises SourceError.
    """
    progress, backend = at_hand.progress, at_hand.backend
    row, question = services.row_of(backend), question_of(topic, at_hand.window)
    assert progress is not None, "what is at the cursor is of an answer"
    if row.is_service and not _answers(progress, question):
        return None
    from trailview.search.about.rows import rows_at_hand

    rows, problems = rows_at_hand(at_hand.records, question, cancel)
    covers = coverage_of(progress, backend, "what the screen has read", _lacks(row), at_hand.window)
    unread = tuple(f"Not read: {problem}" for problem in problems)
    covers = replace(covers, gaps=(*covers.gaps, *unread))
    return ReadEvents(len(rows), at_hand.records.events(rows), covers)


def _answers(progress: Progress, question: Question) -> bool:
    """Whether the present answer holds all that a question asks for."""
    asked = progress.question
    is_all = progress.state is State.DONE and not progress.can_go_on
    is_same = asked.terms in ((), question.terms) and asked.window == question.window
    return is_all and is_same and not asked.raw and progress.error is None

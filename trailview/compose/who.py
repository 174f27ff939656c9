"""Wires `trailview who`: what is read, or whom to ask, for a chain or a tree."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from trailview.backends.base import Cancel
from trailview.compose import services
from trailview.compose.aws import said_by
from trailview.compose.ending import closing
from trailview.compose.identities import open_as_anybody
from trailview.compose.owners import StsOwners
from trailview.compose.profiles import known_profiles
from trailview.compose.row import HeldIn
from trailview.compose.surroundings import surrounding_region
from trailview.context import Context
from trailview.errors import TrailviewError
from trailview.events.chain import Chain, Found
from trailview.events.lookups import EventOf, Gap, Missing, missing
from trailview.events.subject import Subject
from trailview.events.tree import Branch, tree_of
from trailview.plans.plan import ALL_REGIONS
from trailview.question.query import Question, Window
from trailview.search.progress import Progress
from trailview.search.who.asking import Asking, Cost
from trailview.search.who.drive import LookupSource, who
from trailview.search.who.grow import grow, looked_up
from trailview.search.who.history import HistoryLookups
from trailview.search.who.profiles import ProfilesAtHand
from trailview.search.who.stored import Stored

if TYPE_CHECKING:
    from trailview.compose.identities import AwsIdentities
    from trailview.search.session import Session
    from trailview.settings.config import Settings


_USUAL_DAYS: Final = 7
"""How far back a service that holds whole trails is asked for the subject, unless told."""


@dataclass(frozen=True)
class Tracing:
    """Where a chain or a tree is looked for."""

    chain: Callable[[Subject, Found], Chain]
    """The chain behind a subject; told of each hop as it is found."""
    tree: Callable[[Subject], tuple[Branch, tuple[Gap, ...]]]
    calls: Callable[[], dict[str, int]]
    """Calls made so far, by backend."""
    problems: tuple[str, ...] = ()
    """What could not be read."""


@contextmanager
def over_files(session: Session, told: Callable[[Progress], None]) -> Iterator[Tracing]:
    """Files, which are read whole first. Raises TrailviewError where they cannot be read."""
    from trailview.search.who.at_hand import AtHand
    from trailview.search.who.counted import counted

    with closing(session):
        session.painted()
        search = session.ask(Question(), lambda: None)
        while not search.wait(0.1):
            told(search.progress)
        progress = search.progress
        if progress.error is not None:
            raise progress.error
        records = search.reading.records
        at_hand = AtHand(records, session.backends[0])

        def tree(subject: Subject) -> tuple[Branch, tuple[Gap, ...]]:
            uses, calls = counted(records)
            return tree_of(subject, uses, calls), ()

        yield Tracing(
            lambda subject, found: who(subject, [at_hand], found=found),
            tree,
            lambda: {session.backends[0]: 0},
            tuple(map(str, progress.problems)),
        )


@contextmanager
def over_service(
    arguments: argparse.Namespace,
    settings: Settings,
    window: Window,
    allow: Callable[[Cost], bool],
    told: Callable[[Progress], None],
) -> Iterator[Tracing]:
    """A service, as the profiles of a command line ask it: `--profile P[,P]`."""
    names = tuple(filter(None, map(str.strip, arguments.profile.split(",")))) or ("",)
    arguments.profile = names[0]
    said, backend = said_by(arguments), arguments.backend
    row = services.row_of(backend)
    session, identities = open_as_anybody(said, backend, lambda: settings)
    session.painted()
    asking = Asking(session, backend, allow, told, costs_money=bool(row.charged_by))
    with closing(session):
        way = way_to(asking, Context(names, said.regions), identities, settings, window)
        yield Tracing(
            lambda subject, found: who(subject, [way.source], found=found),
            way.tree,
            lambda: {backend: asking.calls},
        )


class Way(NamedTuple):
    """How a service is asked for chains and trees."""

    source: LookupSource
    tree: Callable[[Subject], tuple[Branch, tuple[Gap, ...]]]


def way_to(
    asking: Asking,
    context: Context,
    identities: AwsIdentities,
    settings: Settings,
    window: Window,
) -> Way:
    """How the service that `asking` asks is asked as a context's profiles.

    `window` is where the subject itself is looked for, and what leads back to it. May ask
    which Regions there are: blocks, and raises TrailviewError.
    """
    names = context.profiles
    if services.row_of(asking.backend).held_in is HeldIn.EACH:
        regions = _regions(identities, Context(names[:1], context.regions), settings)
        owners = StsOwners(names, identities.caller, asking.cancel)
        profiles = ProfilesAtHand(names, partial(_offered, settings), owners)
        history = HistoryLookups(asking, profiles, regions, window)
        return Way(
            history,
            lambda subject: grow(subject, window, history.ask, keys_at_once=1, own=looked_up),
        )
    contexts = [Context((name,), context.regions) for name in names]
    stored = Stored(asking, contexts, window)
    return Way(stored, lambda subject: grow(subject, window, stored.ask))


def usual_window(window: Window, backend: str, now: int) -> Window:
    """Where a subject is looked for: whole trails are not read from their beginning unasked."""
    if window.is_all and services.row_of(backend).held_in is not HeldIn.EACH:
        return Window(now - _USUAL_DAYS * 86_400)
    return window


def lacks(subject: Subject, gaps: tuple[Gap, ...]) -> tuple[Missing, ...]:
    """What a tree may lack."""
    if not gaps:
        return ()
    return missing(f"some of what leads back to {subject.text}", EventOf(""), gaps)


def _regions(identities: AwsIdentities, context: Context, settings: Settings) -> tuple[str, ...]:
    """The Regions that event history is asked in, by name; each that is enabled for `all`."""
    named = identities.regions_named(context)
    if ALL_REGIONS in named:
        return tuple(identities.regions(context, Cancel()).values)
    if named or surrounding_region():
        return named or (surrounding_region(),)
    profiles = known_profiles(settings).profiles
    return tuple(entry.region for entry in profiles if entry.name == context.profile)


def _offered(settings: Settings, account: str) -> Sequence[str]:
    """Names of profiles that are of an account, as far as their settings tell. Reads files."""
    try:
        found = known_profiles(settings).profiles
    except TrailviewError:
        return ()
    return tuple(entry.name for entry in found if entry.account == account)

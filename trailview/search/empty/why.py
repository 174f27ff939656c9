"""Why a question has no event for an answer: frozen values, which `told.py` puts into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from trailview.question.query import Question
from trailview.store.extent import NOTHING, Extent


class Bound(Enum):
    """How sure a count is."""

    EXACT = "exact"
    AT_LEAST = "at least"
    """Not all there is was read."""
    AT_MOST = "at most"
    """Other terms are about what only the records say, and were not looked into."""
    UNKNOWN = "unknown"
    """It was not counted: it would have to be asked."""


class Nearest(NamedTuple):
    """A value that occurs, and is near one that does not."""

    text: str
    """As the records have it."""
    events: int
    """How many of the events read have it, whatever else is asked."""
    how: str
    """In what it differs: `in other capitals`."""
    typed: tuple[str, ...]
    """The terms that ask for it."""


class MissingValue(NamedTuple):
    """A value that no event has, of those looked at."""

    typed: str
    """A term that asks for it."""
    says: str
    """How sure that is: `occurs nowhere`."""
    nearest: tuple[Nearest, ...]


class Proposal(NamedTuple):
    """A question to ask in its place."""

    question: Question
    change: str
    """In what it differs from what was asked: `without user:bob`."""
    events: int = 0
    """How many events it has, as far as `bound` says; of no meaning where that is unknown."""
    bound: Bound = Bound.EXACT
    is_of_all_time: bool = False
    """Whether it leaves the time range out."""


class Alone(NamedTuple):
    """A part of the question, and how many events it has by itself."""

    typed: str
    events: int


@dataclass(frozen=True, slots=True)
class About:
    """What was asked, as far as it is known without asking."""

    name: str
    """The backend's name."""
    title: str
    """What is asked there: paths, or profile and Region."""
    lacks: str = ""
    """What it cannot hold."""
    notes: tuple[str, ...] = ()
    """What its plan says of its reach."""
    is_service: bool = False
    """Whether it gives what is asked of it, rather than being read whole."""
    charged_by: str = ""
    """By what each question costs money; empty where it costs none."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why nothing matched."""

    question: Question
    about: About
    extent: Extent = NOTHING
    """What was read, and is here."""
    records: int = 0
    """Records read, those that came more than once included."""
    is_complete: bool = True
    """Whether all that was asked for was read."""
    unopened: int = 0
    """Files that were not opened, as they cannot hold what was asked for."""
    missing: tuple[MissingValue, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    """The most promising first."""
    alone: tuple[Alone, ...] = ()
    """Each part by itself, where no single one left out has any event."""
    uncounted: tuple[str, ...] = ()
    """Terms that were not counted, because only the records can tell."""
    is_cut: bool = False
    """Whether there are more values than were looked at for near ones."""
    answered: str = ""
    """The terms that the service itself was asked for; what is here has been chosen by them."""
    asked_more: tuple[str, ...] = ()
    """What the service was asked in addition, and what came of it."""
    can_ask: bool = False
    """Whether a call or two of the service's, which cost nothing, would tell more."""

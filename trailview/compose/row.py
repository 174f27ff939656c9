"""What a backend is to the rest of the program: the shape of a row of `compose.services`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from trailview.context import Context
from trailview.frozen import Frozen
from trailview.plans.plan import Plan, Scope
from trailview.plans.raw import Language
from trailview.question.query import Question

if TYPE_CHECKING:
    from trailview.aws.credentials.sessions import Access
    from trailview.aws.doctor.rows import PolicyStatement
    from trailview.backends.base import Backend
    from trailview.compose.profile_way import ProfileWay
    from trailview.plans.coverage import Coverage
    from trailview.plans.history import AddedRegion
    from trailview.search.source import Source
    from trailview.setup.discovery import Sought


class OptionKind(Enum):
    """What an option takes."""

    TEXT = "text"
    COUNT = "count"
    """A whole number from 1."""
    SWITCH = "switch"
    """Nothing: it is on where it is given."""
    PATHS = "paths"
    """A file or folder of the user's own; it may be given again."""
    SIZE = "size"
    """Bytes of files, as people write them: `192M`."""
    LATENESS = "lateness"
    """A time that deliveries of files may take: `36h`; or `all`."""


class Option(Frozen):
    """Something that the command line can say of a backend, and that settings can keep."""

    name: str
    """As a context has it (`Context.option`), and the command line with hyphens."""
    help: str
    metavar: str = ""
    kind: OptionKind = OptionKind.TEXT
    setting: str = ""
    """The member of `[profiles.NAME]` that says it; empty where none does."""
    doc: str = ""
    """What the setting is for."""

    @property
    def is_of_files(self) -> bool:
        """Whether it is about files of the user's own, rather than about a service."""
        return self.kind in (OptionKind.PATHS, OptionKind.SIZE, OptionKind.LATENESS)

    @property
    def flag(self) -> str:
        """As it is typed."""
        return f"--{self.name.replace('_', '-')}"


class HeldIn(Enum):
    """Which Regions have the events that a backend is asked for."""

    EACH = "each"
    """Each Region has its own: every one that is meant is a shard."""
    ONE = "one"
    """One Region has those of all: it alone is asked."""
    NONE = "none"
    """In files that are named: nobody is asked."""


class Freshness(Enum):
    """Whose age says how current a backend's answers are."""

    TRAIL = "trail"
    """What a trail delivers."""
    TABLE = "table"
    """The table over a trail's files."""


def _nothing_sought() -> Sequence[Sought]:
    """What a setup looks for, for a backend that needs nothing found."""
    return ()


def _nothing_surveyed(context: Context, question: Question) -> Sequence[str]:
    """What can be said beyond a plan, of a backend that only says more when it is asked."""
    del context, question
    return ()


def _nothing_ahead(
    row: BackendRow, context: Context, way: ProfileWay, question: Question, at: int
) -> str:
    """What is ahead of a question of which that is not known."""
    del row, context, way, question, at
    return ""


def _nothing_recalled(context: Context, way: ProfileWay, scope: Scope) -> Scope | None:
    """The scope of a backend of which nothing has to be found out first."""
    del context, way
    return scope


def _nothing_needed() -> Sequence[PolicyStatement]:
    """The permissions of a backend that asks nobody."""
    return ()


class BackendRow(Frozen, eq=False):
    """One backend: all that command line, screen, settings, setup, doctor and docs know of it.

    A row costs nothing to import: whatever it takes to plan or to ask is
    imported by its functions.
    """

    name: str
    """As the command line spells it."""
    title: str
    """What it reads, in one line."""
    lacks: str
    """What it cannot hold, in one line: no answer of it says anything about that."""
    held_in: HeldIn
    planner: Callable[[Question, Scope], Plan]
    """How it would answer. Pure. Raises PlanError, QuestionError, UsageError."""
    scope: Callable[[Context, str, int], Scope]
    """What planning knows before anybody was asked.

    Of a context of one profile, a Region (empty for the profile's own), and
    the moment a question is frozen at, in seconds since 1970.
    """
    source: Callable[[BackendRow, Context, ProfileWay], Source]
    """What a session puts questions to, as one profile; `compose.regional.source` for most.

    It is given what makes the way to AWS when that is gone: files need none.
    """
    reader: Callable[[Access], Backend] | None = None
    """What carries plans out, for `compose.regional.source`."""
    beside: Callable[[Question, tuple[str, ...]], AddedRegion] | None = None
    """The Region to ask beside those that are meant, where some events are elsewhere."""
    counter: Callable[[Plan, Sequence[str]], Plan | None] | None = None
    """The plan that counts by these columns what another one reads; None where it cannot be the
    same. None for a backend that cannot count."""
    coverage: Callable[[], Coverage] | None = None
    """How its answers are kept on disk; None where they are not."""
    outlook: Callable[[BackendRow, Context, ProfileWay, Question, int], str] = _nothing_ahead
    """How many calls a question takes at a moment, and how much is here already, where `coverage`
    does not tell; empty where that is not known. Asks nobody."""
    recall: Callable[[Context, ProfileWay, Scope], Scope | None] = _nothing_recalled
    """The scope with what earlier questions have found out of where is asked; None where that is
    not known. Nobody is asked."""
    charged_by: str = ""
    """By what a question costs money, such as `request`; empty where it costs none."""
    language: Language | None = None
    """Its own language, which can be typed in place of a question."""
    options: tuple[Option, ...] = ()
    """What can be said of it. One that several backends have is the same in each."""
    sought: Callable[[], Sequence[Sought]] = _nothing_sought
    """What a setup looks for, for its settings."""
    permissions: Callable[[], Sequence[PolicyStatement]] = _nothing_needed
    """What it may be allowed to do; the doctor tries that in this order."""
    scheme: str = ""
    """How the paths begin that it reads, where these are no files; empty where it reads none."""
    survey: Callable[[Context, Question], Sequence[str]] = _nothing_surveyed
    """What is to be seen before anybody is asked, beside the plan: which files there are."""
    freshness: tuple[Freshness, ...] = ()
    """What the doctor tells the age of."""

    @property
    def is_service(self) -> bool:
        """Whether it is asked over a network, anew for each question."""
        return self.held_in is not HeldIn.NONE

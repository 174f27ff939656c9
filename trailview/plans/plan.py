"""What a backend will be asked for a question, and what remains to be checked here."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from trailview.frozen import Frozen
from trailview.plans.trail_files import USUAL_LATE
from trailview.question.query import Question
from trailview.question.terms import Clause
from trailview.question.write import format_terms

if TYPE_CHECKING:
    from trailview.plans.athena.table import TableShape
    from trailview.plans.log_group.facts import GroupFacts


ALL_REGIONS: Final = "all"
"""Stands for every Region that is enabled, where Regions are named."""


READ_ALL: Final = "read_all"
"""The option that has every event read where a look-up may lack some."""


class Scope(Frozen):
    """Where a question is asked: all that a planner knows besides the question.

    Each planner takes from it what it needs. Empty texts are not known (yet).
    """

    now: int = 0
    """The moment the question is frozen at, in seconds since 1970."""
    paths: tuple[str, ...] = ()
    """Files and folders, for the files backend."""
    late: int = USUAL_LATE
    """Seconds after its event within which a file is taken to be delivered, or `EVERY_FILE`."""
    profile: str = ""
    """The AWS profile; empty for the credentials in the environment."""
    account: str = ""
    region: str = ""
    log_group: str = ""
    """The log group's name or ARN, for both CloudWatch Logs backends."""
    group: GroupFacts | None = None
    """What is known of the log group; None where it has not been looked at."""
    table: TableShape | None = None
    """The table that Athena is asked about."""
    workgroup: str = ""
    """The Athena workgroup."""
    output: str = ""
    """Where Athena puts results, as `s3://…`; empty where the workgroup says it."""
    scan_limit: int = 0
    """Bytes at which the workgroup stops a query; 0 where it has no limit."""
    regions: tuple[str, ...] = ()
    """Regions whose events are asked for; none means all that the source has.

    Event history is asked Region by Region: of its plans, each is for `region` alone.
    """
    asked: tuple[str, ...] = ()
    """The Regions that are asked, by name, as far as they are known: `regions` may say `all`."""
    read_all: bool = False
    """Whether every event is to be read where a look-up may lack some."""
    accounts: tuple[str, ...] = ()
    """Accounts whose events are asked for; none means all that the source has."""


class Brings(Enum):
    """What whoever asks has use for."""

    ALL = "all that is read, to ask more about"
    MATCHES = "what matches"
    RECORDS = "what matches, with its records"


class Pick(Frozen):
    """What may match is picked out where it is read, and nothing else is brought."""

    terms: tuple[Clause, ...]
    """Only such records come as may match them."""
    for_records: tuple[Clause, ...]
    """Those of the terms that only a whole record can tell: they hold for all that comes."""
    keeps_records: bool
    """Whether the records come along."""


class Plan(Frozen):
    """One backend's way to answer one question. Pure: making it asks nobody.

    Every term of the question is in exactly one of `pushed`, `residual` and
    `approximate`; whatever comes back is checked against the whole question
    again, so a pushed term may only be one that never loses a right event.
    """

    backend: str
    """The backend's name as the command line spells it."""
    question: Question
    pushed: tuple[Clause, ...]
    """Terms the service answers."""
    residual: tuple[Clause, ...]
    """Terms checked here, on each record that arrives."""
    approximate: tuple[Clause, ...]
    """Terms pushed in the service's own sense, which may differ from ours."""
    request: str
    """What a person would type to ask the same."""
    estimate: str
    """What it will cost or take, as far as that can be known."""
    notes: tuple[str, ...] = ()
    """What the user should know: limits met, windows clipped."""
    place: str = ""
    """Where it is asked, for messages: profile and Region; empty where that goes without saying."""
    clipped: bool = False
    """Whether part of the window is out of the backend's reach: no answer is then complete."""
    beyond: tuple[str, ...] = ()
    """Which part of what is asked is out of reach, a sentence each; they are among the notes."""
    pick: Pick | None = None
    """What of what is read is brought; None for all of it."""
    record_note: str = ""
    """What is to be known of each record that comes; empty where it is as CloudTrail wrote it."""

    @property
    def own_text(self) -> str:
        """What the service is asked in its own language; empty where it has none."""
        return ""


def narrowed_note(service: str, clauses: tuple[Clause, ...]) -> tuple[str, ...]:
    """What to say of residual clauses of which a service is asked a part."""
    if not clauses:
        return ()
    return (f"Narrowed by {service}, settled here: {format_terms(clauses)}",)

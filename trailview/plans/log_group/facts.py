"""What is so about a log group that a question has to know: which events it lacks, hides, changes.

Sources: CloudWatch Logs user guide, pages "Log classes", "Help protect
sensitive log data with masking" and "Transform logs during ingestion", and
the API reference of DescribeLogGroups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from trailview.events.text import counted
from trailview.events.times import iso
from trailview.question.query import Question
from trailview.question.terms import FREE_TEXT, Term, every_term

INFREQUENT: Final = "INFREQUENT_ACCESS"
_STANDARD: Final = "STANDARD"
_DAY: Final = 86_400
_MASKABLE: Final = frozenset(
    {
        *("user", "role", "key", "principal", "principal-id", "ip", "agent", "message"),
        *("resource", "by", FREE_TEXT),
    }
)
"""Fields whose values may hold what data protection knows: addresses, e-mails, names, secrets.

What an account's own identifiers mask of others is seen in what is read.
"""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A log group, as far as a question has to know it."""

    name: str
    log_class: str = _STANDARD
    created: int | None = None
    """Seconds since 1970; None where it is not known."""
    retention: int | None = None
    """Days that events are kept; None for ever."""
    is_masked: bool = False
    """Whether data protection masks personal data."""
    transformer: tuple[str, ...] | None = ()
    """The processors that change events before Insights sees them; None where not known."""
    is_of_telemetry: bool = False
    """Whether CloudWatch's telemetry rules deliver into it; then it may hold copies of other
    accounts' events."""
    has_data_events: bool = False
    """Whether these are data events, and no management events."""

    @property
    def is_infrequent(self) -> bool:
        """Whether only Insights reads it."""
        return self.log_class == INFREQUENT

    def oldest(self, now: int) -> int | None:
        """The time before which it holds nothing; None where that is not known."""
        kept = None if self.retention is None else now - self.retention * _DAY
        return max((at for at in (self.created, kept) if at is not None), default=None)


class Known(NamedTuple):
    """What a question is told."""

    notes: tuple[str, ...]
    """What is good to know."""
    losses: tuple[str, ...]
    """Why events may be missing from the answer: it is not complete."""
    is_clipped: bool = False
    """Whether part of the window is among them."""


def what_to_know(
    facts: GroupFacts | None, question: Question, now: int, *, by_insights: bool
) -> Known:
    """What a group's facts mean for a question; `facts` is None where it may not be looked at."""
    if facts is None:
        return Known((), ())
    notes, losses, is_clipped = list[str](), list[str](), False
    since, oldest = question.window.since, facts.oldest(now)
    if oldest is not None:
        why = (
            "was made then"
            if oldest == facts.created
            else f"keeps {counted(facts.retention or 0, 'day')}"
        )
        said = f"{facts.name} holds nothing from before {iso(oldest)}: it {why}."
        if since is not None and since < oldest:
            losses.append(f"{said} What is asked before is out of reach.")
            is_clipped = True
        elif since is None:
            notes.append(said)
    _masking(facts, question, notes, losses)
    if by_insights:
        _transforming(facts, notes, losses)
    if facts.is_infrequent:
        notes.append(
            f"{facts.name} is of class Infrequent Access, which filter patterns cannot read: "
            "it is asked through Insights ($0.005 for each GB scanned, in us-east-1), by what "
            "stands in the message."
        )
    elif facts.log_class != _STANDARD:
        losses.append(f"{facts.name} is of class {facts.log_class}: not all of it can be read.")
    if facts.is_of_telemetry:
        what = "data" if facts.has_data_events else "management"
        notes.append(
            f"{facts.name} has {what} events only; in a central account, copies of other "
            "accounts' too: `account:` tells them apart."
        )
    return Known(tuple(notes), tuple(losses), is_clipped)


def _masking(facts: GroupFacts, question: Question, notes: list[str], losses: list[str]) -> None:
    if not facts.is_masked:
        return
    said = f"{facts.name} masks personal data (data protection) with asterisks"
    asked = dict.fromkeys(_name(term) for term in every_term(question.terms) if _is_maskable(term))
    if question.raw or asked:
        what = ", ".join(asked) or "what the text asks for"
        losses.append(f"{said}: {what} may be masked, and is then not found.")
    else:
        notes.append(f"{said}, IP addresses and e-mail addresses for instance.")


def _transforming(facts: GroupFacts, notes: list[str], losses: list[str]) -> None:
    if facts.transformer is None:
        notes.append(
            f"Whether a transformer changes the events of {facts.name} is not known: "
            "logs:GetTransformer is denied."
        )
    elif facts.transformer:
        how = ", ".join(dict.fromkeys(facts.transformer))
        losses.append(
            f"Insights sees the events of {facts.name} as its transformer leaves them ({how}), "
            "not as CloudTrail wrote them: `--backend logs` reads the originals."
        )


def _is_maskable(term: Term) -> bool:
    return term.field in _MASKABLE or term.is_path


def _name(term: Term) -> str:
    return term.field or "free text"

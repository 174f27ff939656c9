"""Where one can go from a place of a chain or a tree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from trailview.events.chain import Hop
from trailview.events.dossier.tallies import Entry
from trailview.events.dossier.topic import Topic
from trailview.events.issued import LONGEST, Call
from trailview.events.origin import Origin
from trailview.events.subject import Subject, subject_of
from trailview.events.tree import Branch
from trailview.question.query import ALL_TIME, Question, TimeRange
from trailview.question.terms import Clause, Group, Term
from trailview.search.about.drive import terms_of
from trailview.search.who.grow import own_calls
from trailview.search.who.questions import term
from trailview.tui.main.facts import GoTo, GoToEvent, ShowTree
from trailview.tui.main.spans import between
from trailview.tui.main.subjects import of_origin
from trailview.tui.positions import EventAt


class Steps(NamedTuple):
    """What each key does at a place: a fact to tell, or None where it can do nothing."""

    open: GoToEvent | GoTo | ShowTree | None = None
    all: GoTo | None = None
    tree: ShowTree | None = None


def from_chain(what: object) -> Steps | None:
    """From a hop or an origin; None from anything else."""
    if isinstance(what, Hop):
        return _from_hop(what)
    return _from_origin(what) if isinstance(what, Origin) else None


def from_call(call: Call | None) -> Steps | None:
    """From the event that a chain begins with."""
    if call is None:
        return None
    key = call.caller.key
    return Steps(_to_event(call), _to_all(key, call.caller.arn, None), _to_tree(key))


def _from_hop(hop: Hop) -> Steps:
    span = None
    if hop.issue is not None and hop.issue.time is not None:
        lasting = hop.issue.issued is not None and hop.issue.issued.is_lasting
        span = None if lasting else between(hop.issue.time, hop.issue.time + LONGEST)
    named = hop.key or hop.session_arn
    return Steps(_to_event(hop.issue), _to_all(hop.key, hop.session_arn, span), _to_tree(named))


def _from_origin(origin: Origin) -> Steps | None:
    subject = of_origin(origin)
    if subject is None:
        return None
    tree = ShowTree(subject)
    terms = own_calls(subject, ALL_TIME).terms
    return Steps(tree, GoTo(Question(terms), None, subject.text), tree)


def from_branch(branch: Branch, subject: Subject | None) -> Steps:
    """From a branch: all that hangs from it, and its own calls. `subject` is that of the root."""
    own: tuple[Clause, ...] = own_calls(subject, ALL_TIME).terms if subject is not None else ()
    name = subject.text if subject is not None else branch.session_name or "session"
    alone = own or _terms(branch.keys, branch.session_arn)
    whole = _terms(branch.all_keys, branch.session_arn) if branch.children else alone
    if own and whole != own:
        whole = (Group((own, whole)),)  # a sign-in is signed with no key
    tree = None if subject is not None else _to_tree((*branch.keys, branch.session_arn)[0])
    return Steps(
        _to_terms(whole, _span(branch.total.first, branch.total.last), f"all of {name}"),
        _to_terms(alone, _span(branch.own.first, branch.own.last), name),
        tree,
    )


def from_entry(topic: Topic, entry: Entry) -> Steps | None:
    """From a line of a dossier: its own events, all of the dossier's, what leads back to it."""
    own = terms_of(topic.asks)
    named = next(filter(None, map(_to_tree, entry.cells)), None)
    everything = _to_terms(own, None, topic.title)
    if not entry.asks:
        return Steps(None, everything, named)
    added = tuple(one for one in terms_of(entry.asks) if one not in own)
    span = _span(entry.seen.first, entry.seen.last)
    step = " ".join(filter(None, entry.cells[:2]))
    return Steps(_to_terms((*own, *added), span, step), everything, named)


def _terms(keys: Sequence[str], arn: str | None) -> tuple[Term, ...]:
    if keys:
        return (term("key", *keys),)
    return (term("principal", arn),) if arn else ()


def _span(first: int | None, last: int | None) -> TimeRange | None:
    return None if first is None or last is None else between(first, last)


def _to_event(call: Call | None) -> GoToEvent | None:
    return GoToEvent(EventAt(call.id, call.time)) if call is not None and call.id else None


def _to_all(key: str | None, arn: str | None, span: TimeRange | None) -> GoTo | None:
    return _to_terms(_terms([key] if key else [], arn), span, key or arn or "")


def _to_terms(terms: tuple[Clause, ...], span: TimeRange | None, step: str) -> GoTo | None:
    return GoTo(Question(terms), span, step) if terms else None


def _to_tree(text: str | None) -> ShowTree | None:
    subject = subject_of(text or "")
    return None if subject is None or subject.event else ShowTree(subject)

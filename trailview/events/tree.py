"""Everything that leads back to a person or a key: their calls, and the sessions they began.

The other direction of `trailview.events.chain`, by the same facts: a session hangs
from the key that signed the call which issued it.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from trailview.events.issued import LONGEST, SSO_ROLES, Call, CalledBy, Issued
from trailview.events.issuer import Confidence, folded
from trailview.events.subject import Subject


class Use(NamedTuple):
    """The calls of one identity that one account recorded."""

    caller: CalledBy
    account: str | None
    events: int
    first: int | None
    last: int | None
    writes: int
    denials: int


@dataclass(frozen=True, slots=True)
class Count:
    """What some calls come to."""

    events: int = 0
    first: int | None = None
    """In seconds since 1970; None where no call has a time."""
    last: int | None = None
    writes: int = 0
    """Calls that change something, whether they went well or not."""
    denials: int = 0
    accounts: tuple[str, ...] = ()

    def plus(self, other: Count) -> Count:
        """Both together."""
        firsts = [time for time in (self.first, other.first) if time is not None]
        lasts = [time for time in (self.last, other.last) if time is not None]
        return Count(
            self.events + other.events,
            min(firsts, default=None),
            max(lasts, default=None),
            self.writes + other.writes,
            self.denials + other.denials,
            tuple(dict.fromkeys((*self.accounts, *other.accounts))),
        )


@dataclass(frozen=True, slots=True)
class Branch:
    """One session, or at the root the subject itself, with what it began."""

    keys: tuple[str, ...]
    """The keys that its calls are signed with: the console makes more of its own."""
    session_arn: str | None
    role_arn: str | None
    session_name: str | None
    issue: Call | None
    """The call that began it; None at the root."""
    confidence: Confidence | None
    own: Count = Count()
    total: Count = Count()
    """Its own and those of all that hangs from it."""
    children: tuple[Branch, ...] = ()

    @property
    def all_keys(self) -> tuple[str, ...]:
        """The keys of the whole tree: what a question for all of it asks for."""
        found, stack = dict.fromkeys(self.keys), list(self.children)
        while stack:
            branch = stack.pop()
            found |= dict.fromkeys(branch.keys)
            stack += branch.children
        return tuple(found)


def uses_of(calls: Iterable[Call]) -> list[Use]:
    """The calls of each identity in each account, counted."""
    found: dict[tuple[CalledBy, str | None], Count] = {}
    for call in calls:
        who = call.caller._replace(mfa=False, from_console=False, invoked_by=None)
        one = Count(1, call.time, call.time, int(call.changes), int(call.is_denied))
        place = (who, call.account)
        found[place] = found.get(place, Count()).plus(one)
    return [
        Use(who, account, count.events, count.first, count.last, count.writes, count.denials)
        for (who, account), count in found.items()
    ]


def is_of(subject: Subject) -> Callable[[CalledBy], bool]:
    """Whether a caller is the subject itself: the user, the session, whoever has the key."""
    if subject.key:
        return lambda who: who.key == subject.key
    if subject.is_role:
        return lambda who: who.role_arn == subject.arn
    if subject.arn:
        return lambda who: who.arn == subject.arn
    return lambda who: not who.is_session and subject.text in (who.name, who.person)


class _Node:
    """A branch while it grows."""

    def __init__(self, issue: Call | None, confidence: Confidence | None) -> None:
        self.issue = issue
        self.confidence = confidence
        self.issued = (issue.issued if issue else None) or Issued()
        self.keys = dict.fromkeys(filter(None, [self.issued.key]))
        self.own = Count()
        self.children: list[_Node] = []
        self.seen: CalledBy | None = None


def tree_of(subject: Subject, uses: Iterable[Use], calls: Iterable[Call]) -> Branch:
    """The tree of a subject, from the calls that issue something and all identities' counts."""
    return _Growing(subject, list(uses), [call for call, _ in folded(calls)]).grown()


class _Growing:
    """The facts by what they are looked up with, and the tree over them."""

    def __init__(self, subject: Subject, uses: Sequence[Use], issues: Sequence[Call]) -> None:
        self._is_root = is_of(subject)
        self._subject = subject
        self._uses_of_key = defaultdict[str, list[Use]](list)
        self._uses_of_session = defaultdict[str, list[Use]](list)
        self._issues_of_key = defaultdict[str, list[Call]](list)
        self._issues_of_session = defaultdict[str, list[Call]](list)
        self._uses = uses
        self._issues = [call for call in issues if call.issued and not call.issued.is_lasting]
        self._issued_keys = {call.issued.key for call in self._issues if call.issued}
        for use in uses:
            if use.caller.key:
                self._uses_of_key[use.caller.key].append(use)
            if use.caller.is_session and use.caller.principal_id:
                self._uses_of_session[use.caller.principal_id].append(use)
        for call in self._issues:
            if call.caller.key and not call.is_other_side:
                self._issues_of_key[call.caller.key].append(call)
            elif call.caller.principal_id:
                self._issues_of_session[call.caller.principal_id].append(call)
        self._began = defaultdict[str, list[int]](list)
        for call in self._issues:
            if call.issued and call.issued.session_id and call.time is not None:
                insort(self._began[call.issued.session_id], call.time)
        self._taken = set[tuple[str | None, str | None]]()
        """The keys and sessions that have a place in the tree: each has one, in a cycle too."""

    def grown(self) -> Branch:
        root = self._root()
        order, at = [root], 0
        while at < len(order):
            node = order[at]
            at += 1
            if node is not root:
                self._count(node)
                self._begin_children(node)
            order += node.children
        made: dict[int, Branch] = {}
        for node in reversed(order):
            made[id(node)] = _branch(node, [made[id(child)] for child in node.children])
        return made[id(root)]

    def _root(self) -> _Node:
        root = _Node(None, None)
        for use in self._uses:
            if self._is_root(use.caller):
                root.own = root.own.plus(_count_of(use))
                root.seen = root.seen or use.caller
                if use.caller.key:
                    root.keys.setdefault(use.caller.key)
                self._taken.add((use.caller.key, use.caller.principal_id))
        for call in self._issues:
            if self._is_root(call.caller):
                self._hang(root, call, Confidence.KEY)
        self._hang_unissued(root)
        return root

    def _hang(self, node: _Node, call: Call, confidence: Confidence) -> None:
        issued = call.issued
        if issued is None or issued.is_sign_in:
            return
        place = (issued.key, issued.session_id)
        if place in self._taken:
            return
        self._taken.add(place)
        node.children.append(_Node(call, confidence))

    def _hang_unissued(self, root: _Node) -> None:
        """Identity Center's sessions are named after the person, also where none is seen begin."""
        subject = self._subject
        if subject.key or subject.arn or subject.event:
            return
        found: dict[str, _Node] = {}
        for use in self._uses:
            who = use.caller
            is_persons = SSO_ROLES in (who.role_arn or "") and who.name == subject.text
            if is_persons and who.key and who.key not in self._issued_keys:
                node = found.setdefault(who.key, _Node(None, Confidence.NAME))
                node.keys.setdefault(who.key)
                node.seen = who
        root.children += found.values()

    def _count(self, node: _Node) -> None:
        """Count a session's calls; keys that the console made from it are its own too."""
        session = node.issued.session_id
        for use in self._uses_of_session.get(session or "", ()):
            key, began = use.caller.key, node.issue.time if node.issue else None
            if key and key not in self._issued_keys and began == use.caller.created is not None:
                node.keys.setdefault(key)
        for key in node.keys:
            for use in self._uses_of_key.get(key, ()):
                if _fits(session, use.caller):
                    node.own = node.own.plus(_count_of(use))
                    node.seen = node.seen or use.caller

    def _begin_children(self, node: _Node) -> None:
        session, began = node.issued.session_id, node.issue.time if node.issue else None
        for key in node.keys:
            for call in self._issues_of_key.get(key, ()):
                is_after = began is None or call.time is None or call.time >= began
                if is_after and _fits(session, call.caller):
                    self._hang(node, call, Confidence.KEY)
        for call in self._issues_of_session.get(session or "", ()):
            if self._latest_before(session, call) == began is not None:
                self._hang(node, call, Confidence.NAME)

    def _latest_before(self, session: str | None, call: Call) -> int | None:
        """When the session of this name began that was the latest at the time of a call."""
        times = self._began.get(session or "", [])
        if call.time is None:
            return None
        at = bisect_right(times, call.time)
        return times[at - 1] if at and call.time - times[at - 1] <= LONGEST else None


def _fits(session: str | None, who: CalledBy) -> bool:
    """Whether a caller can be the session; masked keys stand for many."""
    return not session or not who.principal_id or session == who.principal_id


def _count_of(use: Use) -> Count:
    accounts = (use.account,) if use.account else ()
    return Count(use.events, use.first, use.last, use.writes, use.denials, accounts)


def _branch(node: _Node, children: Sequence[Branch]) -> Branch:
    total = node.own
    for child in children:
        total = total.plus(child.total)
    seen, issued = node.seen or CalledBy(), node.issued
    made = Branch(
        tuple(node.keys),
        seen.arn or issued.session_arn,
        seen.role_arn or issued.role_arn,
        seen.name or issued.session_name,
        node.issue,
        node.confidence,
        node.own,
        total,
    )
    return replace(made, children=tuple(sorted(children, key=_began)))


def _began(branch: Branch) -> int:
    return (branch.issue.time if branch.issue else branch.own.first) or 0

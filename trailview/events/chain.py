"""From a key back to whoever is behind it: the person, the workload, or the other account.

`trace` is a generator of look-ups: whoever drives it answers each with calls, from
rows that are read already, from files or from a service. It asks nobody itself. The
steps and where they end are those of the IAM user guide, page "Logging IAM and AWS STS
API calls with AWS CloudTrail".
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final, NamedTuple

from trailview.events.issued import Call, CalledBy, account_in
from trailview.events.issuer import Confidence, Match, match
from trailview.events.lookups import (
    Answer,
    CallsBy,
    EventOf,
    Gap,
    Issuers,
    Lookup,
    Missing,
    OtherSide,
    missing,
)
from trailview.events.origin import Origin, origin_of, told_origin
from trailview.events.subject import Subject
from trailview.events.workload import workload

_MOST_HOPS: Final = 64
"""More than any chain has: sessions that chain live an hour each."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One key or session, and the call that issued it. None is not known."""

    key: str | None
    session_arn: str | None
    role_arn: str | None
    session_name: str | None
    account: str | None
    """Whose the session is."""
    source_identity: str | None
    mfa: bool
    issue: Call | None
    """The call that issued it, by its caller's own record where that was found."""
    other: Call | None
    """The other account's record of it."""
    confidence: Confidence | None
    workload: str | None
    """The instance, function, task or pod that had it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A key, and how it came to be: nearest hop first."""

    subject: Subject
    hops: tuple[Hop, ...] = ()
    origin: Origin | None = None
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    seen: Call | None = None
    """The call that told who the subject is."""


class _Holder(NamedTuple):
    """Who had a key: the near end of a hop."""

    key: str | None
    session: CalledBy | None
    used_at: int | None
    account: str | None
    region: str | None


Steps = Generator[Lookup, Answer, Chain]
Found = Callable[[Chain], object]
"""Told of a chain as far as it goes by now, after each hop."""


def trace(subject: Subject, seen: Call | None = None, found: Found | None = None) -> Steps:
    """The chain behind a subject, by look-ups that are answered with `send`.

    `seen` is the event that the subject is about, where it is read already.
    """
    return _Trace(subject, found).run(seen)


class _Trace:
    """One chain as it grows."""

    def __init__(self, subject: Subject, found: Found | None) -> None:
        self._subject = subject
        self._found = found
        self._hops: list[Hop] = []
        self._missing: list[Missing] = []
        self._notes: list[str] = []
        self._been: set[object] = set()
        self._seen: Call | None = None
        self._gaps: tuple[Gap, ...] = ()
        """What was in the way of the latest look-up for a call."""

    def run(self, seen: Call | None) -> Steps:
        holder = yield from self._begin(seen)
        origin = None
        while origin is None and holder is not None and len(self._hops) < _MOST_HOPS:
            origin = origin_of(holder.session) if holder.session else None
            if origin is not None:
                break
            known = len(self._hops)
            origin, holder = yield from self._step(holder)
            if self._found is not None and len(self._hops) > known:
                self._found(self._chain(None))
        if origin is None and holder is not None:
            self._miss_end(
                holder, f"the chain is longer than {_MOST_HOPS} hops", "ask about its key"
            )
        return self._chain(origin and self._judged(origin))

    def _chain(self, origin: Origin | None) -> Chain:
        """What is known by now."""
        return Chain(
            self._subject,
            tuple(self._hops),
            origin,
            tuple(dict.fromkeys(self._missing)),
            tuple(dict.fromkeys(self._notes)),
            self._seen,
        )

    def _judged(self, origin: Origin) -> Origin:
        """An origin with the confidence of the weakest hop, and what the last one was given to."""
        if not self._hops:
            return origin._replace(confidence=Confidence.TOLD)
        sure = (origin.confidence, *(hop.confidence or Confidence.TOLD for hop in self._hops))
        weakest = max(sure, key=lambda confidence: confidence.rank)
        given = origin.workload or self._hops[-1].workload
        return origin._replace(confidence=weakest, workload=given)

    # Where it begins

    def _begin(self, seen: Call | None) -> Generator[Lookup, Answer, _Holder | None]:
        subject = self._subject
        if seen is None and subject.event:
            answer = yield EventOf(subject.event)
            if not answer.calls:
                self._miss(f"event {subject.event}", EventOf(subject.event), answer.gaps)
                return None
            seen = answer.calls[0]
        if seen is None and (subject.arn or not subject.is_temporary_key):
            look = CallsBy(subject.key, subject.arn, subject.name)
            seen = yield from self._latest(look)
            if seen is None:
                return self._unseen(look)
        if seen is None:
            return _Holder(subject.key, None, None, None, None)
        self._seen = seen
        own = (yield from self._own_record(seen)) if seen.is_other_side else seen
        return _holder_of(own or seen)

    def _latest(self, look: CallsBy) -> Generator[Lookup, Answer, Call | None]:
        answer = yield look
        if answer.calls:
            return max(answer.calls, key=lambda call: call.time or 0)
        self._gaps = answer.gaps
        return None

    def _unseen(self, look: CallsBy) -> _Holder | None:
        """Nobody has seen the subject: an ARN of a user or of root is an origin by itself."""
        subject = self._subject
        if subject.caller is not None:
            self._notes.append(f"No call of {subject.text} was found.")
            return _Holder(None, subject.caller, None, subject.caller.account, None)
        self._miss(f"a call of {subject.text}", look, self._gaps)
        return None

    # A step back

    def _step(
        self, holder: _Holder
    ) -> Generator[Lookup, Answer, tuple[Origin | None, _Holder | None]]:
        who = holder.session
        if who is not None and who.type == "AWSAccount" and not _names_a_session(who):
            return told_origin(who), None
        place = (holder.key, who and who.principal_id, who and who.created)
        if place in self._been:
            why = "its chain leads back to itself"
            self._miss_end(holder, why, "nothing: the keys were masked")
            return (told_origin(who) if who else None), None
        self._been.add(place)
        look = Issuers(holder.key, who, holder.used_at, holder.account, holder.region)
        answer = yield look
        found = match(look, answer.calls)
        if found.call is None and who is None and look.key:
            holder, found, answer = yield from self._known_by_use(look, found, answer)
            if holder.session is not None and (origin := origin_of(holder.session)):
                return origin, None
            look = Issuers(look.key, holder.session, holder.used_at, holder.account, holder.region)
        if found.call is None:
            return self._lost(look, found, answer.gaps), None
        if found.call.is_other_side and found.other is None:
            found = yield from self._own_side(found)
        call = found.call
        assert call is not None
        self._hops.append(_hop(look, found))
        if call.issued is not None and call.issued.is_lasting:
            return _owner(call), None
        after = _holder_of(call)
        if call.caller.type == "AWSAccount" and not _names_a_session(call.caller):
            return told_origin(call.caller), None
        return None, after

    def _known_by_use(
        self, look: Issuers, found: Match, answer: Answer
    ) -> Generator[Lookup, Answer, tuple[_Holder, Match, Answer]]:
        """A key that none or several are seen to issue: a call of its own tells the session."""
        seen = yield from self._latest(CallsBy(look.key))
        if seen is None:
            return _Holder(look.key, None, None, None, None), found, answer
        self._seen = seen
        holder = _holder_of(seen)
        again = Issuers(holder.key, holder.session, holder.used_at, holder.account, holder.region)
        fits = match(again, answer.calls)
        if fits.call is None and origin_of(seen.caller) is None:
            answer = yield again
            fits = match(again, answer.calls)
        return holder, fits, answer

    def _own_side(self, found: Match) -> Generator[Lookup, Answer, Match]:
        """The caller's own record of a call that only the other account's is found of."""
        assert found.call is not None
        own = yield from self._own_record(found.call)
        return found if own is None else found._replace(call=own, other=found.call)

    def _own_record(self, call: Call) -> Generator[Lookup, Answer, Call | None]:
        look = OtherSide(call, call.caller.account)
        answer = yield look
        own = next((other for other in answer.calls if _is_same(call, other)), None)
        if own is None:
            what = f"who in account {call.caller.account or '?'} made {call.name or 'the call'}"
            self._miss(what, look, answer.gaps)
        return own

    def _lost(self, look: Issuers, found: Match, gaps: tuple[Gap, ...]) -> Origin | None:
        """No call that issued it is found: what the session's own calls tell remains."""
        who = look.session
        if who is not None and who.type == "AWSAccount":
            self._miss(f"what issued the session {who.principal_id}", look, gaps)
            return told_origin(who)
        self._hops.append(_hop(look, Match()))
        name = look.key or (who and (who.arn or who.principal_id)) or "the session"
        what = f"what issued {name}"
        if found.rivals:
            why = f"{found.rivals} calls of different callers may have: the key is masked or shared"
            gaps = (Gap(why, "nothing: no record tells them apart", look.account),)
        elif found.is_of_another:
            why = "the calls that issue this key begin another session: it was masked, or made up"
            gaps = (Gap(why, "nothing: no record tells them apart", look.account),)
        elif found.is_own:
            why = "the only call that issues this key is signed by the key itself"
            gaps = (Gap(why, "nothing: the key was masked", look.account),)
        elif who is not None and who.from_console:
            what = f"the sign-in behind {name}"
        self._miss(what, look, gaps)
        return told_origin(who) if who else None

    def _miss_end(self, holder: _Holder, why: str, find: str) -> None:
        """The chain is not followed any further."""
        look = Issuers(holder.key, holder.session, holder.used_at, holder.account)
        self._miss(f"what issued {holder.key or 'the session'}", look, (Gap(why, find),))

    def _miss(self, what: str, look: Lookup, gaps: tuple[Gap, ...]) -> None:
        self._missing += missing(what, look, gaps)


def _names_a_session(who: CalledBy) -> bool:
    """Whether another account's caller is told as a session of a role, which somebody began."""
    return ":" in (who.principal_id or "")


def _holder_of(call: Call) -> _Holder:
    who = call.caller
    account = account_in(who.arn) or who.account
    return _Holder(who.key, who, call.time, account, call.region)


def _is_same(call: Call, other: Call) -> bool:
    """Whether two accounts' records are of one call, and the second is the caller's own."""
    if other.is_other_side:
        return False
    if call.shared_id and call.shared_id == other.shared_id:
        return True
    key = call.issued.key if call.issued else None
    return bool(key and other.issued and other.issued.key == key and other.time == call.time)


def _owner(call: Call) -> Origin:
    """Whose a long-term key is: the user that it was made for."""
    issued = call.issued
    assert issued is not None
    return Origin("IAMUser", None, issued.key, issued.session_name, issued.account)


def _hop(look: Issuers, found: Match) -> Hop:
    """A hop by what its own calls tell, and by the call that issued it."""
    who, call = look.session, found.call
    issued = call.issued if call else None
    return Hop(
        look.key or (issued.key if issued else None),
        (who.arn if who else None) or (issued.session_arn if issued else None),
        (who.role_arn if who else None) or (issued.role_arn if issued else None),
        (who.name if who else None) or (issued.session_name if issued else None),
        look.account or (issued.account if issued else None),
        (who.source_identity if who else None) or (issued.source_identity if issued else None),
        bool((who and who.mfa) or (call and call.mfa)),
        call,
        found.other,
        found.confidence,
        workload(who, issued, call.caller if call else None),
    )

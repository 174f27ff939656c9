"""Which of several calls issued a key, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple

from trailview.events.issued import LONGEST, SSO_ROLES, Call, CalledBy, Issued
from trailview.events.lookups import Issuers

_NEAR: Final = 2
"""Seconds by which clocks differ where a session's second is not met exactly."""


class Confidence(Enum):
    """How a key was tied to the call that issued it; the surest first."""

    KEY = "issued key seen"
    SESSION = "session ID and creation second match"
    NAME = "session name only"
    TOLD = "told by the record"
    """No issuing call was seen: the caller's own record says who is behind the session."""

    @property
    def rank(self) -> int:
        """How much it leaves open: 0 is the surest."""
        return list(Confidence).index(self)


class Match(NamedTuple):
    """What came of looking for the call that issued a key."""

    call: Call | None = None
    """The call, by the fullest of its records; None where none fits."""
    confidence: Confidence | None = None
    other: Call | None = None
    """The other account's record of the same call."""
    rivals: int = 0
    """How many calls with different callers fit as well; then none is taken."""
    is_own: bool = False
    """Whether the key's only issuing call is signed by the key itself."""
    is_of_another: bool = False
    """Whether all calls that issue the key begin another session."""


def match(look: Issuers, calls: Iterable[Call]) -> Match:
    """The call that issued a key or began a session, among calls that may have."""
    fitting, is_own = [], False
    for call in calls:
        if call.issued is None or _is_later(call, look):
            continue
        if look.key and look.key == call.issued.key == call.caller.key:
            is_own = True
        else:
            fitting.append(call)
    calls_once = folded(fitting)
    for confidence, fits in (
        (Confidence.KEY, _by_key),
        (Confidence.SESSION, _by_session),
        (Confidence.NAME, _by_name),
    ):
        found = fits(look, [call for call, _ in calls_once])
        if not found:
            continue
        if len({_who(call) for call in found}) > 1:
            return Match(rivals=len(found), is_own=is_own)
        nearest = max(found, key=lambda call: call.time or 0)
        other = next(other for call, other in calls_once if call is nearest)
        return Match(nearest, confidence, other, is_own=is_own)
    issuing = [call for call, _ in calls_once if look.key and _issues(call, look.key)]
    return Match(is_own=is_own, is_of_another=bool(issuing))


def _issues(call: Call, key: str) -> bool:
    return call.issued is not None and call.issued.key == key


def _is_later(call: Call, look: Issuers) -> bool:
    return look.used_at is not None and call.time is not None and call.time > look.used_at


def _who(call: Call) -> tuple[str | None, ...]:
    """What tells callers apart; where the role is taken from decides as well."""
    who = call.caller
    return (who.type, who.account, who.principal_id or who.arn, who.key, who.name, who.invoked_by)


def folded(calls: Iterable[Call]) -> list[tuple[Call, Call | None]]:
    """Each call once, by its caller's own record where that is there, with the other record."""
    groups: dict[object, dict[object, Call]] = {}
    for call in calls:
        issued = call.issued or Issued()
        record = (call.id, call.time, issued.key, call.caller)
        same: object = record
        if call.shared_id:
            same = call.shared_id
        elif issued.key and call.request_id:
            same = (issued.key, call.request_id, call.time)
        groups.setdefault(same, {}).setdefault(record, call)
    found: list[tuple[Call, Call | None]] = []
    for records in groups.values():
        own = [call for call in records.values() if not call.is_other_side]
        others = [call for call in records.values() if call.is_other_side]
        if len(own) == 1:
            found.append((own[0], next(iter(others), None)))
        else:
            found += [(call, None) for call in own or others]
    return found


def _by_key(look: Issuers, calls: Sequence[Call]) -> list[Call]:
    """Calls that issued this key, and to this session as far as both are known.

    Keys that were masked stand for many: then the session and its second decide.
    """
    if not look.key:
        return []
    issuing = [call for call in calls if _issues(call, look.key)]
    found = [call for call in issuing if _agrees(look, call)]
    return [call for call in found if call.time == look.created] or found


def _agrees(look: Issuers, call: Call) -> bool:
    """Whether what is known of the session does not speak against the call."""
    known, issued = look.session, call.issued
    if known is None or issued is None or not known.principal_id or not issued.session_id:
        return True
    return known.principal_id == issued.session_id


def _by_session(look: Issuers, calls: Sequence[Call]) -> list[Call]:
    known = look.session
    if known is None or not known.principal_id or known.created is None:
        return []
    return [
        call
        for call in calls
        if call.issued
        and call.issued.session_id == known.principal_id
        and call.time == known.created
    ]


def _by_name(look: Issuers, calls: Sequence[Call]) -> list[Call]:
    """Calls that began a session of this name, near its second or any time before its use."""
    known = look.session
    if known is None:
        return []
    return [
        call
        for call in calls
        if call.issued
        and _is_of_name(known, call.issued)
        and _is_of_time(look, call)
        and not _issued_another(look, call.issued)
    ]


def _issued_another(look: Issuers, issued: Issued) -> bool:
    """Whether a call gave out another key, and no second says that it is the same session."""
    return look.created is None and bool(look.key and issued.key)


def _is_of_name(known: CalledBy, issued: Issued) -> bool:
    if known.principal_id and issued.session_id:
        return known.principal_id == issued.session_id
    if not known.name or known.name != issued.session_name or not known.role_arn:
        return False
    if issued.role_arn and SSO_ROLES in issued.role_arn and issued.is_sign_in:
        return _permission_set(known.role_arn) == issued.role_arn
    return known.role_arn == issued.role_arn


def _permission_set(role_arn: str) -> str:
    """An Identity Center role's ARN without the Region in its path and the suffix of its name."""
    front, _, rest = role_arn.partition(SSO_ROLES)
    return f"{front}{SSO_ROLES}{rest.rpartition('/')[2].rpartition('_')[0]}_"


def _is_of_time(look: Issuers, call: Call) -> bool:
    if call.time is None:
        return False
    if look.created is not None:
        return abs(call.time - look.created) <= _NEAR
    return look.used_at is None or look.used_at - LONGEST <= call.time

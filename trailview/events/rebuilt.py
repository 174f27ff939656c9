"""Records made anew from what else is known of them, where the record itself cannot be read.

For all who meet one: files, event history's entries, log events that were
cut. What is made so carries a note that says it, in `Delivery.note`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from trailview.events.places import text_of
from trailview.events.record import Delivery
from trailview.events.times import iso, seconds

Record = dict[str, object]

_ENTRY: Final = {
    "EventId": "eventID",
    "EventName": "eventName",
    "EventSource": "eventSource",
    "ReadOnly": "readOnly",
}
"""Members of an entry of event history, and of a record, that say the same."""
_IN_ENTRY: Final = ("EventName", "EventId", "EventTime", "Username", "EventSource")
_ARN: Final = re.compile(r"arn:[^:]*:(?:iam|sts)::(\d*):(.+)", re.DOTALL)
_MEMBER: Final = re.compile(rb'\s*,?\s*"((?:[^"\\]|\\.)*)"\s*:\s*', re.DOTALL)
_SCALAR: Final = re.compile(
    rb'(?:"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null)(?=\s*[,}])', re.DOTALL
)
_BRACKET: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\]]', re.DOTALL)


def loads(text: bytes) -> object:
    """The value of a JSON text, to be written anew: what is no JSON number is null.

    Raises ValueError where the text is no JSON or nests too deep.
    """
    try:
        return json.loads(
            text.decode("utf-8-sig", "replace"), strict=False, parse_constant=lambda _: None
        )
    except RecursionError:
        raise ValueError("nested too deep") from None


def dumps(record: object) -> bytes:
    """A record as JSON, valid whatever is in it."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")


def is_entry(members: Mapping[str, object]) -> bool:
    """Whether an object says of an event what event history's entries say."""
    return sum(name in members for name in _IN_ENTRY) >= 2


def rebuilt(
    broken: bytes = b"", entry: Mapping[str, object] | None = None, time: int | None = None
) -> Delivery | None:
    """A record from the whole members of a broken one, and from the entry it stands in.

    `broken` is the record's text as far as it goes, `entry` an entry of event
    history (`EventName`, `Username`, `Resources` …) or nothing, `time` when its
    envelope says it was. None where nothing is known that makes an event.
    """
    record = whole_members(broken)
    from_record = bool(record)
    entry = entry or {}
    for theirs, ours in _ENTRY.items():
        if text_of(entry.get(theirs)):
            record.setdefault(ours, text_of(entry[theirs]))
    own = seconds(entry.get("EventTime"))
    if "eventTime" not in record and own is not None:
        record["eventTime"] = iso(own)
    identity = record.get("userIdentity", {})
    if isinstance(identity, dict):
        for theirs, ours in (("Username", "userName"), ("AccessKeyId", "accessKeyId")):
            if not record.get("userIdentity") and text_of(entry.get(theirs)):
                identity = {**identity, ours: text_of(entry[theirs])}
        if identity:
            record["userIdentity"] = identity
    if not {"eventName", "eventSource", "eventID", "insightDetails"} & record.keys():
        return None
    sources = ["what is whole of its text"] if from_record else []
    sources += ["what its entry in event history says"] if is_entry(entry) else []
    note = f"Rebuilt from {' and '.join(sources)}: the record itself is cut or broken."
    listed = entry.get("Resources")
    resources = json.dumps(listed).encode() if isinstance(listed, list) and listed else b""
    return Delivery(dumps(record), time, resources, note)


def whole_members(text: bytes) -> Record:
    """The members of a JSON object that is cut or broken, up to where it is. Linear in time."""
    found: Record = {}
    start = text.find(b"{") + 1
    while start and (name := _MEMBER.match(text, start)):
        end = _end_of_value(text, name.end())
        if end < 0:
            break
        try:
            key, value = loads(b'"' + name[1] + b'"'), loads(text[name.end() : end])
        except ValueError:
            break
        found[str(key)] = value
        start = end
    return found


def _end_of_value(text: bytes, start: int) -> int:
    """Where the value that begins here ends; -1 where it does not."""
    if text[start : start + 1] not in (b"{", b"["):
        scalar = _SCALAR.match(text, start)
        return scalar.end() if scalar else -1
    depth = 0
    for mark in _BRACKET.finditer(text, start):
        if mark[0] in (b"{", b"["):
            depth += 1
        elif mark[0] in (b"}", b"]"):
            depth -= 1
            if depth == 0:
                return mark.end()
    return -1


def completed_identity(identity: Record) -> Record:
    """An identity with the type, names and account that its ARN tells, where it lacks them."""
    match = _ARN.fullmatch(text_of(identity.get("arn")) or "")
    if match is None:
        return identity
    account, rest = match.groups()
    told: Record = {"accountId": account} if account else {}
    kind, _, name = rest.partition("/")
    if rest == "root":
        told["type"] = "Root"
    elif kind == "user" and name:
        told |= {"type": "IAMUser", "userName": name.rpartition("/")[2]}
    elif kind == "federated-user" and name:
        told |= {"type": "FederatedUser", "userName": name}
    elif kind == "assumed-role" and name:
        return _completed_session(identity, told, name)
    return {**told, **_filled(identity)}


def _completed_session(identity: Record, told: Record, name: str) -> Record:
    """The same of a role's session; the role's own ARN, with its path, cannot be told."""
    role, _, session = name.rpartition("/")
    told["type"] = "AssumedRole"
    if session and ":" not in (text_of(identity.get("principalId")) or ""):
        told["userName"] = session
    context = identity.get("sessionContext")
    context = context if isinstance(context, dict) else {}
    issuer = context.get("sessionIssuer")
    issuer = _filled(issuer) if isinstance(issuer, dict) else {}
    if role:
        issuer = {"type": "Role", "userName": role.rpartition("/")[2]} | issuer
    if issuer:
        context = {**context, "sessionIssuer": issuer}
    identity = {**told, **_filled(identity)}
    return {**identity, "sessionContext": context} if context else identity


def _filled(members: Record) -> Record:
    return {name: value for name, value in members.items() if value not in (None, "")}

"""Makes records of what tables, other spellings and other normal forms say of an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from trailview.backends.files.cell_values import structure
from trailview.backends.files.dialects import COLUMNS, FORMS, OWN, Dialect, Form, at
from trailview.backends.files.own_export import completed
from trailview.events.places import text_of
from trailview.events.rebuilt import Record, completed_identity, dumps, is_entry
from trailview.events.record import Delivery
from trailview.events.spelling import IDENTITY_NAMES, Path, path_of, plain
from trailview.events.times import iso, seconds

_STRUCTURED: Final = frozenset(
    {
        "userIdentity",
        "requestParameters",
        "responseElements",
        "additionalEventData",
        "resources",
        "serviceEventDetails",
        "tlsDetails",
        "eventContext",
        "addendum",
        "edgeDeviceDetails",
        "insightDetails",
    }
)
_SPELT_ANEW: Final = frozenset({"userIdentity", "tlsDetails"})
_FLAGS: Final = frozenset({"readOnly", "managementEvent"})
_NOTHING: Final = frozenset({"", "null", "NULL", "None", "-", "{}", "[]"})
_EVIDENCE: Final = frozenset(
    {
        "userIdentity",
        "awsRegion",
        "sourceIPAddress",
        "eventVersion",
        "recipientAccountId",
        "requestParameters",
    }
)
_LEAST: Final = 3
_IDENTITY_NAMES: Final = frozenset(map(plain, IDENTITY_NAMES))

Read = Callable[[str], int | None]
"""Reads a time that is written in a cell."""


def documented(names: Iterable[str]) -> set[Path]:
    """The documented members that names stand for, in whatever spelling."""
    return {path for name in names if (path := path_of(name)) is not None}


def tells_event(members: Mapping[str, object]) -> bool:
    """Whether an object in another spelling says enough of a record to be one."""
    paths = documented(members)
    heads = {path[0] for path in paths}
    if not {"eventName", "eventSource"} & heads:
        return False
    if is_entry(members):
        return True
    source = next((members[name] for name in members if path_of(name) == ("eventSource",)), "")
    if isinstance(source, str) and source.startswith("aws:"):
        return False  # a notification of S3, SQS or DynamoDB
    is_aws = isinstance(source, str) and source.endswith(".amazonaws.com")
    return len(paths) >= _LEAST and (is_aws or bool(heads & _EVIDENCE))


def assembled(
    members: Mapping[str, object],
    time: int | None = None,
    resources: bytes = b"",
    dialect: Dialect = COLUMNS,
    read: Read = seconds,
    note: str = "",
) -> Delivery:
    """The record that flat or otherwise spelt members make; `note` is added to its own."""
    record: Record = {}
    for name, value in members.items():
        path = dialect.path(name)
        if path is not None:
            _put(record, path, value, read)
    if dialect is OWN:
        completed(record, members)
    said = f"Rebuilt from {dialect.name}; members it does not have are not there."
    return _delivery(record, time, resources, f"{said} {note}".strip())


def form_of(tree: Mapping[str, object]) -> Form | None:
    """The other normal form that an object is of; None where it is of none."""
    return next((form for form in FORMS if form.is_it(tree)), None)


def from_form(tree: Mapping[str, object], form: Form, time: int | None = None) -> Delivery:
    """The record that an object of another normal form tells."""
    record: Record = {}
    for theirs, ours in form.paths:
        _put(record, ours, at(tree, theirs), seconds)
    said = f"Rebuilt from {form.name}; members it does not have are not there."
    return _delivery(record, time, b"", said)


def _delivery(record: Record, time: int | None, resources: bytes, note: str) -> Delivery:
    identity = record.get("userIdentity")
    if isinstance(identity, dict):
        record["userIdentity"] = completed_identity(identity)
    listed = _listed(record.get("resources"))
    if listed is None:
        return Delivery(dumps(record), time, resources, note)
    record.pop("resources", None)
    if listed:
        record["resources"] = [_as_in_records(entry) for entry in listed]
        resources = resources or dumps(
            [{"ResourceType": e["type"], "ResourceName": e["name"]} for e in listed]
        )
    return Delivery(dumps(record), time, resources, note)


def _put(record: Record, path: Path, value: object, read: Read) -> None:
    """Set a member, unless it is there already or the value says nothing."""
    value = _typed(path, value, read)
    if value is None or value in ("", {}, []):
        return
    if isinstance(value, dict) and path[0] in _SPELT_ANEW:
        for name, inner in value.items():
            below = path_of(".".join((*path, str(name))))
            fits = below is not None and below[: len(path)] == path and len(below) > len(path)
            if below is not None and fits:
                _put(record, below, inner, read)
            else:
                _set(record, (*path, str(name)), inner)
        return
    _set(record, path, value)


def _set(record: Record, path: Path, value: object) -> None:
    for name in path[:-1]:
        inner = record.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        record = inner
    if record.get(path[-1]) in (None, "", {}):
        record[path[-1]] = value


def _typed(path: Path, value: object, read: Read) -> object:
    """A value as a record has it at this place; None where it says nothing."""
    if path == ("eventTime",):
        return _time_text(value, read)
    if isinstance(value, str):
        text = value.strip()
        if text in _NOTHING:
            return None
        if path[-1] in _FLAGS and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if path[-1] in _STRUCTURED:
            return structure(text, _IDENTITY_NAMES if path[0] == "userIdentity" else None)
        return text
    is_text = len(path) == 1 and path[0] not in (*_STRUCTURED, *_FLAGS)
    if (is_text or path[0] == "userIdentity") and not isinstance(value, dict | list):
        return text_of(value)
    return value


def _time_text(value: object, read: Read) -> str | None:
    """A time as CloudTrail writes it; a text that is none stays."""
    time = read(value) if isinstance(value, str) else seconds(value)
    return text_of(value) if time is None else iso(time)


def _listed(value: object) -> list[dict[str, str]] | None:
    """The entries of a list of resources, whoever wrote it: what each is called, and its type.

    None where they are as in a record already.
    """
    if isinstance(value, list) and all(isinstance(e, dict) and "ARN" in e for e in value):
        return None
    if isinstance(value, str):  # the console's older download: names with commas between
        value = [{"resourceName": name.strip()} for name in value.split(",")]
    if isinstance(value, Mapping):
        value = [value]
    found = []
    for entry in value if isinstance(value, list) else ():
        if not isinstance(entry, Mapping):
            continue
        spelt = {plain(str(name)): text_of(inner) or "" for name, inner in entry.items()}
        name = next(filter(None, map(spelt.get, ("resourcename", "arn", "uid", "name"))), "")
        kind = next(filter(None, map(spelt.get, ("resourcetype", "type"))), "")
        account = spelt.get("accountid") or ""
        found.append({"name": name, "type": kind, "account": account})
    return [entry for entry in found if entry["name"] or entry["type"]]


def _as_in_records(entry: dict[str, str]) -> Record:
    name = entry["name"]
    made: Record = {"ARN" if name.startswith("arn:") else "name": name, "type": entry["type"]}
    return made | ({"accountId": entry["account"]} if entry["account"] else {})

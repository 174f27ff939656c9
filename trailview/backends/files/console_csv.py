"""Reads event history as the console downloads it in CSV, and tables like it.

The console's sixteen columns say less than a record does; what they say is
put where CloudTrail's records have it, so that the same questions work.
Other tables are read by the names of their columns.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import warnings
from collections.abc import Iterator
from typing import Final

from trailview.backends.files.envelopes import MARKS, ORIGINALS, Unwrapper
from trailview.events.record import Delivery, decode
from trailview.events.times import seconds

_RECORD_NAMES: Final = (
    "eventVersion",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "readOnly",
    "resources",
    "eventType",
    "recipientAccountId",
    "eventCategory",
    "userIdentity",
    "sharedEventID",
    "vpcEndpointId",
)
_USER: Final = "userIdentity.userName"
_KEY: Final = "userIdentity.accessKeyId"
_WHOLE: Final = (*ORIGINALS, "@message", "message")
_ENVELOPE_TIMES: Final = ("@timestamp", "_time")
_COLUMNS: Final = {name.lower(): name for name in _RECORD_NAMES} | {
    "username": _USER,
    "awsaccesskey": _KEY,
    "accesskey": _KEY,
    "accesskeyid": _KEY,
    "eventdatetime": "eventTime",
    "region": "awsRegion",
    "sourceip": "sourceIPAddress",
    "requestuseragent": "userAgent",
    "userid": "userIdentity",
    "accountid": "recipientAccountId",
}
_STRUCTURED: Final = frozenset(
    {
        "requestParameters",
        "responseElements",
        "additionalEventData",
        "resources",
        "userIdentity",
    }
)
_MAX_LITERAL: Final = 1 << 20
_MAX_LINES: Final = 500
_NOT_A_NAME: Final = re.compile(r"[^a-z0-9]+")


class _Lines:
    """The lines of a text, from which a row takes as many as its quotes span."""

    def __init__(self, text: str) -> None:
        self.lines = list(io.StringIO(text, newline=""))
        self.at = 0
        self._limit = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= min(self._limit, len(self.lines)):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]

    def row(self, delimiter: str) -> list[str] | None:
        """The next row; None where it cannot be read. No row spans more than 500 lines."""
        self._limit = self.at + _MAX_LINES
        try:
            return next(csv.reader(self, delimiter=delimiter))
        except StopIteration:
            return []
        except csv.Error:
            return None


def _column(title: str) -> str:
    """The record's name for a column, or an empty text."""
    title = title.strip()
    return title if title in (*_WHOLE, *_ENVELOPE_TIMES) else _COLUMNS.get(_plain(title), "")


def _plain(title: str) -> str:
    return _NOT_A_NAME.sub("", title.lower())


def _is_ours(columns: list[str]) -> bool:
    return len(MARKS.intersection(columns)) >= 2 or any(name in _WHOLE for name in columns)


def read_csv(data: bytes, into: Unwrapper) -> bool:
    """Collect the events of a CSV table; False where the text is none of ours.

    Commas, semicolons and tabs are understood as delimiters. A row that does
    not fit its header is reported; one that is only too short is kept.
    """
    head = data[: 1 << 16].lstrip().partition(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
    delimiter = max(",;\t", key=head.count)
    try:
        titles = next(csv.reader([head], delimiter=delimiter), [])
    except csv.Error:
        return False
    columns = [_column(title) for title in titles]
    if len(titles) < 2 or not _is_ours(columns):
        return False
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 28))
    lines = _Lines(data.decode("utf-8", "replace").lstrip())
    lines.at = 1
    into.is_trail = True
    while lines.at < len(lines.lines):
        start = lines.at
        row = lines.row(delimiter)
        if row is not None and not any(row):
            continue
        if row is None or len(row) != len(columns):
            # An open quote swallows what follows: go on with the very next line.
            lines.at = start + 1
            width = "no" if row is None else str(len(row))
            into.report(f"line {start + 1}", f"{width} columns instead of {len(columns)}")
            if row is None or len(row) > len(columns) or "\n" in "".join(row):
                continue
        _take(dict(zip(columns, row, strict=False)), into)
    return True


def _take(cells: dict[str, str], into: Unwrapper) -> None:
    """Collect the event of one row."""
    time = next((seconds(cells[name]) for name in _ENVELOPE_TIMES if cells.get(name)), None)
    for name in _WHOLE:
        text = cells.get(name, "").strip()
        if text.startswith("{") and into.take(text.encode(), time):
            return
    cells = {name: text.strip() for name, text in cells.items() if name and text.strip()}
    if not MARKS.intersection(cells):
        return
    record = {name: _value(name, text) for name, text in cells.items() if name in _RECORD_NAMES}
    identity = record.pop("userIdentity", {})
    if isinstance(identity, dict):
        for name in (_USER, _KEY):
            if name in cells:
                identity.setdefault(name.partition(".")[2], cells[name])
    if identity:
        record = {"userIdentity": identity} | record
    listed = _resources(record.pop("resources", None))
    if listed:
        record["resources"] = [_as_in_records(entry) for entry in listed]
    raw = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    history = json.dumps(listed, ensure_ascii=False).encode("utf-8", "replace")
    into.events.append(Delivery(raw, time, history if listed else b""))


def _value(name: str, text: str) -> object:
    """A cell as the value that a record has there."""
    if name == "readOnly" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if name in _STRUCTURED and text[0] in "{[":
        return _structure(text)
    return text


def _structure(text: str) -> object:
    """A cell's JSON, or Python's way of writing the same; else the text itself."""
    try:
        return decode(text.encode("utf-8", "replace"))
    except ValueError:
        pass
    if len(text) > _MAX_LITERAL:
        return text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes that Python does not know
            value = ast.literal_eval(text)
        json.dumps(value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text
    return value


def _resources(value: object) -> list[dict[str, str]]:
    """The console's list of resources, with the names that `lookup-events` gives them."""
    entries = value if isinstance(value, list) else []
    return [
        {
            "ResourceType": str(entry.get("resourceType") or entry.get("type") or ""),
            "ResourceName": str(entry.get("resourceName") or entry.get("ARN") or ""),
        }
        for entry in entries
        if isinstance(entry, dict)
    ]


def _as_in_records(entry: dict[str, str]) -> dict[str, str]:
    name = entry["ResourceName"]
    return {"ARN" if name.startswith("arn:") else "name": name, "type": entry["ResourceType"]}

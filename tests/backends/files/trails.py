"""Records and files made for the tests of the files backend."""

from __future__ import annotations

import json

from trailview.backends.files.containers import texts
from trailview.backends.files.findings import Flaw
from trailview.backends.files.parts import Part

Record = dict[str, object]


def record(number: int = 1, **members: object) -> Record:
    """A small record as a trail writes it; its number is in its eventID."""
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "userName": "alice", "accountId": "123456789012"},
        "eventTime": f"2026-11-01T13:{number % 60:02d}:00Z",
        "eventSource": "iam.amazonaws.com",
        "eventName": "CreateUser",
        "awsRegion": "us-east-1",
        "requestParameters": {"userName": f"user-{number}", "path": '/a{b}[c]"\\/'},
        "responseElements": {"user": [{"tags": []}, {}, 1.5, None, True]},
        "eventID": f"00000000-0000-0000-0000-{number:012d}",
    } | members


def text(value: object) -> bytes:
    """A value as compact JSON, as CloudTrail writes it."""
    return json.dumps(value, separators=(",", ":")).encode()


def trail(records: list[bytes]) -> bytes:
    return b'{"Records":[' + b",".join(records) + b"]}"


def load(part: Part) -> tuple[bytes, list[Flaw]]:
    """The one text of a part, and what is wrong with it."""
    [text] = texts(part)
    return text.data, text.flaws

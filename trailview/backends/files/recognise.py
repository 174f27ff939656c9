"""Tells CloudTrail records from other JSON, by the members that they have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from trailview.events.spelling import MEMBERS

MARKS: Final = frozenset(
    {
        "eventVersion",
        "eventTime",
        "eventSource",
        "eventName",
        "eventID",
        "eventType",
        "eventCategory",
        "userIdentity",
        "awsRegion",
        "recipientAccountId",
        "sourceIPAddress",
        "requestParameters",
        "responseElements",
        "insightDetails",
        "timeWindow",
    }
)
"""Members that tell a CloudTrail record: any two of them make one."""

OWN: Final = frozenset(MEMBERS) | {"timeWindow", "summary"}
"""Members that are a record's own: what stands in them is part of it, and no record itself."""

WHOLE: Final = 7
"""Of a record's own members, as many as a whole record has at least, from the first version on."""

sign: Final = re.compile("|".join(sorted(MARKS)).encode())
_spelt_sign: Final = re.compile(
    rb"event[_ ]?(?:version|time|source|name|id|type)|user[_ ]?identity|aws[_ ]?region"
    rb"|recipient[_ ]?account|source[_ ]?ip[_ ]?address|api|cloudtrail|event\.action",
    re.IGNORECASE,
)
_COMMON_START: Final = b'{"eventVersion":"1.'


def may_hold_record(raw: bytes) -> bool:
    """Whether there is a sign of a record in a JSON text, in whatever spelling. Cheap.

    Texts in which records may be packed (base64) are among those that may.
    """
    return (
        raw[:1] in (b"{", b"[", b'"')
        and len(raw) > 12
        and (
            sign.search(raw) is not None
            or _spelt_sign.search(raw) is not None
            or b'"H4sI' in raw
            or b'"eyJ' in raw
        )
    )


def looks_like_record(text: bytes) -> bool:
    """Whether a text that is no JSON was meant to be a record: it has marks of one in it."""
    stripped = text.lstrip()
    if not stripped.startswith(b"{"):
        return False
    return len({match[0] for match in sign.finditer(text[:4_096])}) >= 2


def is_record(names: Iterable[str], source: object, *, least: int = 2) -> bool:
    """Whether an object with these members is a CloudTrail record.

    `source` is its `eventSource`: S3, SQS and DynamoDB spell their own
    notifications with CloudTrail's names and an `aws:` there. An
    `insightDetails` looks like a record too, and has an `insightType`.
    """
    names = frozenset(names)
    if len(MARKS & names) < least or "insightType" in names:
        return False
    prefix: str | bytes = b'"aws:' if isinstance(source, bytes) else "aws:"
    return not (isinstance(source, str | bytes) and source.startswith(prefix))  # type: ignore[arg-type]  # both are texts, or both bytes


def is_common(raw: bytes) -> bool:
    """Whether a JSON object is plainly a record, as trails write them. Cheap."""
    return raw.startswith(_COMMON_START) and b'"userIdentity":{' in raw and b'"eventTime":' in raw

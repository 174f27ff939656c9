"""Which fields a table's columns do not tell: a question about one finds none of its events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from trailview.backends.files.dialects import Dialect
from trailview.events.spelling import Path

_FIELDS: Final = {
    "error": (("errorCode",),),
    "message": (("errorMessage",),),
    "agent": (("userAgent",),),
    "ip": (("sourceIPAddress",),),
    "region": (("awsRegion",),),
    "service": (("eventSource",),),
    "event": (("eventName",),),
    "id": (("eventID",),),
    "request": (("requestID",),),
    "key": (("userIdentity", "accessKeyId"),),
    "principal": (("userIdentity", "arn"),),
    "principal-id": (("userIdentity", "principalId"),),
    "type": (("userIdentity", "type"), ("userIdentity", "arn")),
    "role": (
        ("userIdentity", "sessionContext", "sessionIssuer", "userName"),
        ("userIdentity", "sessionContext", "sessionIssuer", "arn"),
        ("userIdentity", "arn"),
    ),
    "user": (
        ("userIdentity", "userName"),
        ("userIdentity", "principalId"),
        ("userIdentity", "arn"),
    ),
    "account": (("recipientAccountId",), ("userIdentity", "accountId"), ("userIdentity", "arn")),
    "resource": (("resources",), ("requestParameters",), ("responseElements",)),
}
"""Where what a field reads can stand, for fields whose absence is not told otherwise."""


def lacking_fields(titles: Iterable[str], dialect: Dialect) -> tuple[str, ...]:
    """The fields that a table with these columns does not tell."""
    there = {path for title in titles if (path := dialect.path(title)) is not None}
    return tuple(
        name
        for name, places in _FIELDS.items()
        if not any(_is_told(place, there) for place in places)
    )


def _is_told(place: Path, there: set[Path]) -> bool:
    """Whether a column holds what stands there, or something around or within it."""
    return any(path[: len(place)] == place[: len(path)] for path in there)

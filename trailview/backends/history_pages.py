"""One look-up of event history, page by page: where it has come to, and how it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from trailview.aws.asking import Answer
from trailview.plans.lookups import PAGE

Attribute = tuple[str, str]
"""An `AttributeKey` and its `AttributeValue`."""


class At(NamedTuple):
    """Where one look-up has come to."""

    until: int
    """The last second that is asked for: tokens are only good for the one they came with."""
    token: str = ""
    """Asks for the next page; empty for the first."""
    oldest: int | None = None
    """The time of the oldest event read."""
    is_end: bool = False

    @property
    def newest_to_come(self) -> int:
        """The last second of which more may come."""
        return self.until if self.oldest is None else self.oldest

    def without_token(self) -> At:
        """The same place by time: some events of its last second come once more."""
        return At(self.newest_to_come, oldest=self.oldest)


def parameters(since: int, at: At, attribute: Attribute | None) -> dict[str, Any]:
    """What the next page is asked for with; without an attribute, every event is meant."""
    asked: dict[str, Any] = {"StartTime": since, "EndTime": at.until, "MaxResults": PAGE}
    if attribute is not None:
        key, value = attribute
        asked["LookupAttributes"] = [{"AttributeKey": key, "AttributeValue": value}]
    if at.token:
        asked["NextToken"] = at.token
    return asked


def behind(at: At, answer: Answer) -> At:
    """The place behind a page."""
    times = [time for entry in answer.get("Events", ()) if (time := time_of(entry)) is not None]
    if at.oldest is not None:
        times.append(at.oldest)
    token = answer.get("NextToken", "")
    return At(at.until, token, min(times, default=None), is_end=not token)


def time_of(entry: Mapping[str, Any]) -> int | None:
    """When an event was, in seconds since 1970."""
    moment = entry.get("EventTime")
    return None if moment is None else int(moment.timestamp())

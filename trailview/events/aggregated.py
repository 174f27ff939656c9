"""Aggregated events: five-minute summaries that CloudTrail makes of data events.

Their members are those of the CloudTrail user guide, page "CloudTrail record
contents for aggregated events": no `eventTime` but a `timeWindow`, an
`eventId` and an `accountId` in spellings of their own, and a `summary`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trailview.events.places import text_of
from trailview.events.times import seconds

EVENT_TYPE: Final = "AwsAggregatedEvent"
_OWN_NAMES: Final = {"eventID": "eventId", "recipientAccountId": "accountId"}


def is_aggregated(tree: Mapping[str, object]) -> bool:
    """Whether a record sums up others."""
    return tree.get("eventType") == EVENT_TYPE or (
        isinstance(tree.get("timeWindow"), Mapping) and "summary" in tree
    )


def usual_names(tree: Mapping[str, object]) -> Mapping[str, object]:
    """A record with its members also by the names that they have in other events.

    Any record but an aggregated one is returned as it is.
    """
    if not is_aggregated(tree):
        return tree
    return {usual: tree[own] for usual, own in _OWN_NAMES.items() if own in tree} | dict(tree)


def window_start(tree: Mapping[str, object]) -> int | None:
    """Seconds since 1970 at which the time begins that is summed up."""
    window = tree.get("timeWindow")
    return seconds(window.get("windowStart")) if isinstance(window, Mapping) else None


def summed_up(tree: Mapping[str, object]) -> str | None:
    """What an aggregated event says, in few words: `summary of 1,000 × PutObject`.

    None for any other record.
    """
    if not is_aggregated(tree):
        return None
    summary = tree.get("summary")
    main = summary.get("primaryDimension") if isinstance(summary, Mapping) else None
    statistics = main.get("statistics") if isinstance(main, Mapping) else None
    told = []
    for entry in statistics if isinstance(statistics, list) else ():
        if isinstance(entry, Mapping) and (name := text_of(entry.get("name"))):
            count = text_of(entry.get("value")) or "?"
            told.append(f"{int(count):,} × {name}" if count.isdecimal() else f"{count} × {name}")
    shown = ", ".join(told[:3]) + (" …" if len(told) > 3 else "")
    return f"summary of {shown}" if shown else "summary of several events"

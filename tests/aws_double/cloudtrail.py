"""CloudTrail: LookupEvents, DescribeTrails and GetTrailStatus."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Any, Final

from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.lookup import Entry, entries
from tests.aws_double.pacing import Rates
from tests.aws_double.service import ApiError, Call, UnknownOperation
from tests.aws_double.tokens import Tokens
from tests.aws_double.trails import Trail, Trails

LOOKUPS_PER_SECOND: Final = 2
DESCRIPTIONS_PER_SECOND: Final = 10
PAGE: Final = 50
HISTORY_SECONDS: Final = 90 * 86_400
ATTRIBUTES: Final = frozenset(
    {
        "EventId", "EventName", "ReadOnly", "Username",
        "ResourceType", "ResourceName", "EventSource", "AccessKeyId",
    }
)  # fmt: skip
_INSIGHT_ATTRIBUTES: Final = frozenset({"EventId", "EventName", "EventSource"})
_LONGEST_VALUE: Final = 2000


class CloudTrail:
    """Event history and trails.

    `scan_budget` is how many entries a lookup looks at for one page: a page
    can then be short, or empty, and have a token all the same.
    """

    target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"

    def __init__(
        self, corpus: Corpus, trails: Trails, clock: Clock, *, scan_budget: int | None = None
    ) -> None:
        self._corpus = corpus
        self._trails = trails
        self._clock = clock
        self._scan_budget = scan_budget
        self.cut: int | None = None
        """Characters after which records are cut; None leaves all whole."""
        self._rates = Rates(clock)
        self._tokens = Tokens()
        self._entries = lru_cache(maxsize=None)(self._entries_of)

    def call(self, call: Call) -> dict[str, Any]:
        operations = {
            "LookupEvents": (self._lookup, LOOKUPS_PER_SECOND),
            "DescribeTrails": (self._describe, DESCRIPTIONS_PER_SECOND),
            "GetTrailStatus": (self._status, DESCRIPTIONS_PER_SECOND),
        }
        if call.operation not in operations:
            raise UnknownOperation(call.operation)
        perform, rate = operations[call.operation]
        self._rates.take((call.operation, call.account, call.region), rate)
        return perform(call)

    def _entries_of(self, account: str, region: str, insight: bool) -> tuple[Entry, ...]:
        return entries(self._corpus, account, region, insight=insight)

    def _lookup(self, call: Call) -> dict[str, Any]:
        now = self._clock.now()
        attribute = _attribute(call.body)
        start, end = _range(call.body, now)
        most = _most(call.body)
        place = self._place(call, now)
        rows = self._entries(call.account, call.region, "EventCategory" in call.body)
        oldest = bisect_right(rows, -start, key=lambda entry: -entry.held.time)
        stop = oldest if self._scan_budget is None else min(oldest, place + self._scan_budget)
        page: list[dict[str, Any]] = []
        while place < stop:
            entry = rows[place]
            if entry.held.time <= end and entry.known <= now and _wanted(entry, attribute):
                if len(page) == most:
                    break
                told = entry.told()
                page.append({**told, "CloudTrailEvent": told["CloudTrailEvent"][: self.cut]})
            place += 1
        answer: dict[str, Any] = {"Events": page}
        if place < oldest:
            answer["NextToken"] = self._tokens.give(_bound(call), place, now)
        return answer

    def _place(self, call: Call, now: float) -> int:
        token = call.body.get("NextToken")
        if token is None:
            return 0
        try:
            place: int = self._tokens.place(token, _bound(call), now)
        except KeyError:
            raise ApiError(
                "InvalidNextTokenException",
                "The token is invalid, or was given to a call with other parameters.",
            ) from None
        return place

    def _describe(self, call: Call) -> dict[str, Any]:
        named = call.body.get("trailNameList") or []
        shadows = call.body.get("includeShadowTrails", True)
        return {
            "trailList": [
                _told(trail)
                for trail in self._seen(call)
                if (shadows or trail.region == call.region)
                and (not named or trail.name in named or trail.arn in named)
            ]
        }

    def _seen(self, call: Call) -> list[Trail]:
        """The caller's trails and those of its organization."""
        return [t for t in self._trails.all if t.organization or t.account == call.account]

    def _status(self, call: Call) -> dict[str, Any]:
        name = call.body.get("Name", "")
        for trail in self._seen(call):
            # Another Region's trail is only known by its ARN.
            if name == trail.arn or (name == trail.name and trail.region == call.region):
                latest = [d.at for d in trail.deliveries(self._corpus) if d.at <= self._clock.now()]
                if not latest:
                    return {"IsLogging": True}
                return {
                    "IsLogging": True,
                    "LatestDeliveryTime": latest[-1],
                    "LatestCloudWatchLogsDeliveryTime": latest[-1],
                }
        raise ApiError("TrailNotFoundException", f"Unknown trail: {name}")


def _bound(call: Call) -> dict[str, Any]:
    """What a token is good for."""
    parameters = {name: value for name, value in call.body.items() if name != "NextToken"}
    return {**parameters, "account": call.account, "region": call.region}


def _attribute(body: dict[str, Any]) -> tuple[str, str] | None:
    category, wanted = body.get("EventCategory"), body.get("LookupAttributes") or []
    if category not in (None, "insight"):
        raise ApiError("InvalidEventCategoryException", "The only event category is insight.")
    if len(wanted) > 1:
        raise ApiError("InvalidLookupAttributesException", "Only one attribute can be specified.")
    if not wanted:
        return None
    key, value = wanted[0].get("AttributeKey", ""), wanted[0].get("AttributeValue", "")
    length = len(value) + sum(value.count(character) for character in "_ ,\n")
    if key not in (_INSIGHT_ATTRIBUTES if category else ATTRIBUTES):
        raise ApiError("InvalidLookupAttributesException", f"Unknown attribute key: {key}")
    if not 1 <= length <= _LONGEST_VALUE:
        raise ApiError("InvalidLookupAttributesException", f"Invalid value for {key}")
    return key, value


def _wanted(entry: Entry, attribute: tuple[str, str] | None) -> bool:
    return attribute is None or entry.has(*attribute)


def _range(body: dict[str, Any], now: float) -> tuple[float, float]:
    """The seconds asked for, both included, no earlier than event history begins."""
    oldest = now - HISTORY_SECONDS
    start, end = body.get("StartTime", oldest), body.get("EndTime", now)
    if start > end or end < oldest:
        raise ApiError("InvalidTimeRangeException", "The time range is not valid.")
    return max(start, oldest), end


def _most(body: dict[str, Any]) -> int:
    most: int = body.get("MaxResults", PAGE)
    if not 1 <= most <= PAGE:
        raise ApiError("InvalidMaxResultsException", f"MaxResults has to be from 1 to {PAGE}.")
    return most


def _told(trail: Trail) -> dict[str, Any]:
    return {
        "Name": trail.name,
        "S3BucketName": trail.bucket,
        **({"S3KeyPrefix": trail.prefix} if trail.prefix else {}),
        "IncludeGlobalServiceEvents": True,
        "IsMultiRegionTrail": True,
        "HomeRegion": trail.region,
        "TrailARN": trail.arn,
        "LogFileValidationEnabled": True,
        "CloudWatchLogsLogGroupArn": f"{trail.log_group_arn}:*",
        "HasCustomEventSelectors": True,
        "HasInsightSelectors": False,
        "IsOrganizationTrail": trail.organization,
    }

"""CloudWatch Logs: FilterLogEvents and DescribeLogGroups over the trails' log groups."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus, Delivered
from tests.aws_double.filter_pattern import Pattern, PatternError, parse_pattern
from tests.aws_double.log_groups import GroupSettings
from tests.aws_double.pacing import Rates
from tests.aws_double.service import ApiError, Call, UnknownOperation
from tests.aws_double.tokens import Tokens
from tests.aws_double.trails import Trail, Trails

PAGE_EVENTS: Final = 10_000
PAGE_BYTES: Final = 1_048_576
_EVENT_OVERHEAD: Final = 26
"""Bytes that an event counts beside its message."""
_GROUPS_PAGE: Final = 50
_GROUP_CALLS_PER_SECOND: Final = 10
_FILTER_RATES: Final = {
    "us-east-1": 25,
    "ap-northeast-3": 5,
    "ap-southeast-3": 5,
    "ca-west-1": 5,
    "eu-central-1": 5,
    "il-central-1": 5,
}
_FILTER_RATE: Final = 10
_NEWEST_FIRST_SINCE: Final = 1_704_067_200_000
"""2024-01-01 in milliseconds: `startFromHead=False` reaches no further back."""


_USUAL: Final = GroupSettings()


class Place(NamedTuple):
    """Where a search goes on, which a token keeps."""

    passed: int
    """Events looked at so far."""
    forward: bool
    """Oldest first."""
    latest: float
    """Deliveries after this time, in milliseconds, came when the search had begun."""


class Logs:
    """The trails' log groups, and others with nothing in them.

    `scan_budget` is how many events a call looks at for one page: a small one
    makes pages that are empty and have a token all the same.
    """

    target = "Logs_20140328"

    def __init__(
        self,
        corpus: Corpus,
        trails: Trails,
        clock: Clock,
        *,
        scan_budget: int = PAGE_EVENTS,
        empty_groups: Iterable[str] = ("/aws/lambda/thumbnails",),
    ) -> None:
        self._corpus = corpus
        self._trails = trails
        self._clock = clock
        self._scan_budget = scan_budget
        self.others = tuple(empty_groups)
        self.settings: dict[str, GroupSettings] = {}
        """By a group's name; the usual ones where there are none."""
        self.cut: int | None = None
        """Characters after which messages are cut; None leaves all whole."""
        self._rates = Rates(clock)
        self._tokens = Tokens()
        self._held = lru_cache(maxsize=None)(self._held_by)

    def call(self, call: Call) -> dict[str, Any]:
        key = (call.operation, call.account, call.region)
        if call.operation == "FilterLogEvents":
            self._rates.take(key, _FILTER_RATES.get(call.region, _FILTER_RATE))
            return self._filter(call)
        if call.operation == "DescribeLogGroups":
            self._rates.take(key, _GROUP_CALLS_PER_SECOND)
            return self._groups(call)
        if call.operation == "GetTransformer":
            self._rates.take(key, _GROUP_CALLS_PER_SECOND)
            return self._transformer(call)
        raise UnknownOperation(call.operation)

    def _held_by(self, trail: Trail) -> tuple[Delivered, ...]:
        return tuple(trail.logged(self._corpus))

    def _filter(self, call: Call) -> dict[str, Any]:
        body, now = call.body, self._clock.now()
        pattern = _pattern(body)
        limit = body.get("limit", PAGE_EVENTS)
        if not 1 <= limit <= PAGE_EVENTS:
            raise _invalid(f"limit has to be from 1 to {PAGE_EVENTS}")
        _check_direction(body)
        place, forward, latest = self._place(call, now)
        rows, stream = self._rows(call, latest)
        page: list[dict[str, Any]] = []
        size, stop = 0, min(place + self._scan_budget, len(rows))
        while place < stop and len(page) < limit:
            delivered = rows[place if forward else -1 - place]
            if pattern.matches(delivered.held.message):
                size += len(delivered.held.raw) + _EVENT_OVERHEAD
                if page and size > PAGE_BYTES:
                    break
                page.append(_event(delivered, stream, self.cut))
            place += 1
        answer: dict[str, Any] = {"events": page, "searchedLogStreams": []}
        if place < len(rows):
            answer["nextToken"] = self._tokens.give(
                _bound(call), Place(place, forward, latest), now
            )
        return answer

    def _rows(self, call: Call, latest: float) -> tuple[Sequence[Delivered], str]:
        """What the group holds of the time asked for, oldest first, and its stream's name."""
        group = _group(call.body)
        if group in self.others:
            return (), ""
        trail = self._trails.of_group(call, group)
        if self._settings_of(trail.log_group).log_class != "STANDARD":
            raise _invalid("FilterLogEvents is not supported for this log class.")
        start, end = call.body.get("startTime", 0), call.body.get("endTime", latest)
        if start > end:
            raise _invalid("endTime is before startTime")
        if not _reads_stream(call.body, trail.log_stream):
            return (), trail.log_stream
        held = self._held(trail)
        first = bisect_left(held, start, key=_stamp)
        return held[first : bisect_right(held, min(end, latest), key=_stamp)], trail.log_stream

    def _settings_of(self, name: str) -> GroupSettings:
        return self.settings.get(name, _USUAL)

    def _transformer(self, call: Call) -> dict[str, Any]:
        group = str(call.body["logGroupIdentifier"])
        return _transformed(self._settings_of(group.rpartition(":")[2]), group)

    def _place(self, call: Call, now: float) -> Place:
        token = call.body.get("nextToken")
        if token is None:
            return Place(0, call.body.get("startFromHead", True), now * 1000)
        place: Place = self._redeemed(call, now)
        return place

    def _redeemed(self, call: Call, now: float) -> Any:
        """Where the call's token leads."""
        try:
            return self._tokens.place(call.body["nextToken"], _bound(call), now)
        except KeyError:
            raise _invalid("The specified nextToken is invalid.") from None

    def _groups(self, call: Call) -> dict[str, Any]:
        body = call.body
        prefix, part = body.get("logGroupNamePrefix"), body.get("logGroupNamePattern")
        if prefix is not None and part is not None:
            raise _invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive")
        limit = body.get("limit", _GROUPS_PAGE)
        if not 1 <= limit <= _GROUPS_PAGE:
            raise _invalid(f"limit has to be from 1 to {_GROUPS_PAGE}")
        here = [t for t in self._trails.all if (t.account, t.region) == (call.account, call.region)]
        names = sorted(
            name
            for name in (*(trail.log_group for trail in here), *self.others)
            if name.startswith(prefix or "") and (part or "") in name
        )
        now = self._clock.now()
        first = self._redeemed(call, now) if "nextToken" in body else 0
        told = [
            _told(call, name, self._settings_of(name), brief=part is not None)
            for name in names[first : first + limit]
        ]
        answer: dict[str, Any] = {"logGroups": told}
        if first + limit < len(names):
            answer["nextToken"] = self._tokens.give(_bound(call), first + limit, now)
        return answer


def _transformed(settings: GroupSettings, group: str) -> dict[str, Any]:
    """A group without one is told so by the absence of a configuration."""
    config = [dict(processor) for processor in settings.transformer]
    return {"logGroupIdentifier": group, **({"transformerConfig": config} if config else {})}


def _invalid(message: str) -> ApiError:
    return ApiError("InvalidParameterException", message)


def _bound(call: Call) -> dict[str, Any]:
    """What a token is good for: the page's size may change, and the direction stays anyway."""
    free = ("nextToken", "limit", "startFromHead")
    parameters = {name: value for name, value in call.body.items() if name not in free}
    return {**parameters, "account": call.account, "region": call.region}


def _pattern(body: dict[str, Any]) -> Pattern:
    try:
        return parse_pattern(body.get("filterPattern", ""))
    except PatternError as error:
        raise _invalid(str(error)) from None


def _check_direction(body: dict[str, Any]) -> None:
    if not body.get("startFromHead", True) and body.get("startTime", 0) < _NEWEST_FIRST_SINCE:
        raise _invalid("startFromHead=false needs a startTime of 2024-01-01 or later")


def _group(body: dict[str, Any]) -> str:
    given = [body[name] for name in ("logGroupName", "logGroupIdentifier") if name in body]
    if len(given) != 1:
        raise _invalid("Exactly one of logGroupName and logGroupIdentifier is required")
    if "logGroupName" in body and ":" in given[0]:
        raise _invalid("logGroupName is no name of a log group")
    return str(given[0])


def _reads_stream(body: dict[str, Any], stream: str) -> bool:
    """Whether the request is about the group's stream."""
    names, prefix = body.get("logStreamNames"), body.get("logStreamNamePrefix")
    if names is not None and prefix is not None:
        raise _invalid("logStreamNames and logStreamNamePrefix are mutually exclusive")
    if names is not None and not set(names) <= {stream}:
        raise ApiError("ResourceNotFoundException", "The specified log stream does not exist.")
    return names != [] and stream.startswith(prefix or "")


def _stamp(delivered: Delivered) -> int:
    """A log event's own time, in milliseconds."""
    return delivered.at * 1000


def _event(delivered: Delivered, stream: str, cut: int | None) -> dict[str, Any]:
    stamp = _stamp(delivered)
    return {
        "logStreamName": stream,
        "timestamp": stamp,
        "message": delivered.held.message[:cut],
        "ingestionTime": stamp + 350,
        "eventId": f"{stamp:020d}{delivered.number:036d}",
    }


def _told(call: Call, name: str, settings: GroupSettings, *, brief: bool) -> dict[str, Any]:
    """A group as DescribeLogGroups gives it; a search by pattern gives less."""
    arn = f"arn:aws:logs:{call.region}:{call.account}:log-group:{name}"
    told = {"logGroupName": name, "creationTime": settings.created, "arn": f"{arn}:*"}
    if brief:
        return told
    return {
        **told,
        **settings.told,
        "logGroupArn": arn,
        "metricFilterCount": 0,
        "storedBytes": 0,
    }

"""Keeping to the services' quotas, before they have to say no.

Each quota (an operation in one account and region) has a token bucket that
all readers of this process share. The rates are those of AWS's service
quotas, as CloudTrail's and CloudWatch Logs' user guides list them; none of
them can be raised.
"""

from __future__ import annotations

import threading
import time
from typing import Final, NamedTuple

from trailview.aws.calls import Cancelled, Stop

_USUAL_RATE: Final = 10.0
"""Calls a second of all operations that are not named below."""
_RATES: Final = {"LookupEvents": 2.0}
_RESULT_RATES: Final = {
    ("athena", "GetQueryResults"): 100.0,
    ("s3", "GetObject"): 1_000.0,
    ("s3", "ListObjectsV2"): 100.0,
}
"""By service and operation: Logs has results too. S3 answers 5,500 a second for each prefix (S3
user guide, "Best practices design patterns"); a trail is delivered with the same quota."""
_FILTER_RATES: Final = {
    "us-east-1": 25.0,
    "ap-northeast-3": 5.0,
    "ap-southeast-3": 5.0,
    "ca-west-1": 5.0,
    "eu-central-1": 5.0,
    "il-central-1": 5.0,
}
_SHARE: Final = 0.99
"""The part of a quota that is used: clocks differ, and calls overtake each other on their way."""
_BURST: Final = 0.5
"""How many calls' time a late caller may catch up. The services allow a whole second's calls
at once, so half a call never reaches what they refuse, even when the network bunches calls."""
_FIRST_BACKOFF: Final = 1.0
_LONGEST_BACKOFF: Final = 30.0


class Quota(NamedTuple):
    """What a rate is allowed for."""

    account: str
    """The account's number, or whatever else tells accounts apart."""
    region: str
    operation: str
    """As the API spells it: `LookupEvents`."""
    service: str = ""
    """As boto3 spells it; where it is empty, the operation's name says enough."""

    @property
    def rate(self) -> float:
        """Calls a second that the service answers."""
        if self.operation == "FilterLogEvents":
            return _FILTER_RATES.get(self.region, _USUAL_RATE)
        rate = _RESULT_RATES.get((self.service, self.operation))
        return rate or _RATES.get(self.operation, _USUAL_RATE)


class Clock:
    """Time as pacing sees it; tests have one that does not wait."""

    def now(self) -> float:
        """Seconds, from any moment on."""
        return time.monotonic()

    def wait(self, stop: Stop, seconds: float) -> bool:
        """Sleep, but no longer than until stopped. True when stopped."""
        return stop.wait(seconds)


class Bucket:
    """Hands out the moments at which calls may be made. Safe from any thread.

    Each call takes the next free moment; moments are one spacing apart. Who
    comes late takes up to `_BURST` spacings of the lost time back, so that
    small delays do not add up.
    """

    def __init__(self, rate: float, clock: Clock) -> None:
        self._spacing = 1 / (rate * _SHARE)
        self._clock = clock
        self._lock = threading.Lock()
        self._next = clock.now()
        self._refusals = 0
        """Refusals in a row."""
        self._quiet_from = self._next
        """Until then nothing is asked, as the service has refused a call."""

    def acquire(self, stop: Stop) -> None:
        """Wait for a moment to make a call. Raises Cancelled."""
        while not stop.is_set:
            with self._lock:
                now = self._clock.now()
                moment = max(self._next, now - _BURST * self._spacing)
                pause = max(moment, self._quiet_from) - now
                if pause <= 0:
                    self._next = moment + self._spacing
                    return
            self._clock.wait(stop, pause)
        raise Cancelled

    def refused(self) -> float:
        """The service has refused a call: all wait. The seconds for which they do."""
        with self._lock:
            now = self._clock.now()
            remaining = self._quiet_from - now
            if remaining > 0:
                return remaining
            pause = float(min(_FIRST_BACKOFF * 2**self._refusals, _LONGEST_BACKOFF))
            self._refusals += 1
            self._quiet_from = now + pause
            return pause

    def answered(self) -> None:
        """The service has answered a call: the next refusal is a first one again."""
        with self._lock:
            self._refusals = 0


class Pacing:
    """The buckets of all quotas."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self._buckets: dict[Quota, Bucket] = {}
        self._lock = threading.Lock()

    def bucket(self, quota: Quota) -> Bucket:
        """The one bucket of a quota."""
        with self._lock:
            if quota not in self._buckets:
                self._buckets[quota] = Bucket(quota.rate, self.clock)
            return self._buckets[quota]


SHARED: Final = Pacing()
"""The pacing of this process: the services count all its calls together."""

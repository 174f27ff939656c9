"""Keeping to quotas, by clocks that do not wait."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.aws.clocks import FakeClock
from trailview.aws.calls import Cancelled
from trailview.aws.pacing import Bucket, Pacing, Quota
from trailview.backends.base import Cancel

LOOKUP = Quota("111122223333", "eu-central-1", "LookupEvents")


class Service:
    """A token bucket as the service has it: `rate` a second, a second's calls at once."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.tokens = rate
        self.last = 0.0

    def admits(self, time: float) -> bool:
        self.tokens = min(self.rate, self.tokens + (time - self.last) * self.rate)
        self.last = time
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


def arrivals(latency: random.Random, seconds: float, *, idle: float = 0.0) -> list[float]:
    """When calls reach the service: paced, one after the other, up to 0.1 s on their way."""
    clock = FakeClock()
    bucket, found = Bucket(2.0, clock), list[float]()
    clock.time += idle
    start = clock.time
    while clock.time < start + seconds:
        bucket.acquire(Cancel())
        way = latency.random() * 0.1
        found.append(clock.time + way - start)
        clock.time += way + latency.random() * 0.3
    return found


@examples(25)
@given(st.randoms(use_true_random=False), st.sampled_from([0.0, 3.0]))
def test_uses_the_quota_and_is_never_refused(latency: random.Random, idle: float) -> None:
    times = arrivals(latency, 60, idle=idle)
    service = Service(2.0)
    assert all(service.admits(time) for time in times)
    assert len([time for time in times if time < 60]) >= 0.98 * 120


def test_a_slow_reader_does_not_save_up_calls() -> None:
    clock = FakeClock()
    bucket = Bucket(2.0, clock)
    clock.time += 60
    for _ in range(4):
        bucket.acquire(Cancel())
    assert clock.time >= 1_060 + 2.5 * 0.5


def test_all_readers_of_a_quota_share_one_bucket() -> None:
    clock = FakeClock()
    pacing = Pacing(clock)
    for _ in range(5):
        pacing.bucket(LOOKUP).acquire(Cancel())
        pacing.bucket(LOOKUP._replace(region="us-east-1")).acquire(Cancel())
    assert 1_002 <= clock.time <= 1_002.1


def test_a_refusal_makes_everyone_wait_longer_each_time() -> None:
    clock = FakeClock()
    bucket = Bucket(2.0, clock)
    pauses = []
    for _ in range(7):
        pauses.append(bucket.refused())
        assert bucket.refused() == pytest.approx(pauses[-1])  # a call that was on its way too
        before = clock.time
        bucket.acquire(Cancel())
        assert clock.time - before >= pauses[-1] - 1e-6
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    bucket.answered()
    assert bucket.refused() == 1


def test_waiting_ends_when_cancelled() -> None:
    bucket, cancel = Bucket(2.0, FakeClock()), Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        bucket.acquire(cancel)


@pytest.mark.parametrize(
    ("operation", "region", "rate"),
    [
        ("LookupEvents", "us-east-1", 2),
        ("FilterLogEvents", "us-east-1", 25),
        ("FilterLogEvents", "eu-central-1", 5),
        ("FilterLogEvents", "eu-west-1", 10),
        ("StartQuery", "eu-west-1", 10),
        ("GetQueryResults", "us-east-1", 10),
    ],
)
def test_rates_are_those_of_the_service(operation: str, region: str, rate: float) -> None:
    assert Quota("1", region, operation).rate == rate


@pytest.mark.parametrize(
    ("service", "operation", "rate"),
    [
        ("athena", "GetQueryResults", 100),
        ("logs", "GetQueryResults", 10),
        ("s3", "GetObject", 1_000),
        ("s3", "ListObjectsV2", 100),
        ("athena", "ListDatabases", 10),
    ],
)
def test_results_are_read_at_the_rate_of_their_service(
    service: str, operation: str, rate: float
) -> None:
    assert Quota("1", "us-east-1", operation, service).rate == rate

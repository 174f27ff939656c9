"""Calls that are paced and made again."""

from __future__ import annotations

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.logs import Logs
from tests.aws_double.wire import Answer as Page
from tests.backends.aws.site import ACCOUNT, REGION, Canned, OpenSite, Site
from tests.make import record
from trailview.aws.asking import Answer, Caller, Setback, Silence, wait_for
from trailview.aws.calls import Cancelled
from trailview.aws.pacing import Quota
from trailview.aws.sessions import Access, Timeouts
from trailview.backends.base import Cancel
from trailview.errors import CredentialsError, ServiceError


def caller(site: Site, region: str = REGION) -> Caller:
    return Caller(site.access, region, site.pacing)


def impatient(site: Site) -> Caller:
    """A caller that tells silence soon, and has got to know its account."""
    made = Caller(Access(timeouts=Timeouts(notice=0.1)), REGION, site.pacing)
    describe(made)
    return made


def describe(asked: Caller, cancel: Cancel | None = None) -> tuple[list[Setback | Silence], Answer]:
    """The setbacks of a call, and its answer."""
    asking = asked.ask("cloudtrail", "describe_trails", {}, cancel or Cancel())
    setbacks = list[Setback | Silence]()
    while True:
        try:
            setbacks.append(next(asking))
        except StopIteration as end:
            return setbacks, end.value


def test_answers_what_the_service_answers(open_site: OpenSite) -> None:
    setbacks, answer = describe(caller(open_site([record()])))
    assert setbacks == []
    assert len(answer["trailList"]) == 1


def test_throttling_is_outlasted_however_long(open_site: OpenSite) -> None:
    site = open_site([record()])
    site.fail(Fault.THROTTLED, "DescribeTrails", *range(1, 9))
    setbacks, _ = describe(caller(site))
    assert [setback.seconds for setback in setbacks] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert all(isinstance(s, Setback) and s.is_throttled for s in setbacks)


def test_other_failures_are_tried_four_times(open_site: OpenSite) -> None:
    site = open_site([record()])
    site.fail(Fault.FAILED, "DescribeTrails")
    with pytest.raises(ServiceError, match="CloudTrail has failed"):
        describe(caller(site))
    assert len(site.asked("DescribeTrails")) == 4


def test_silence_is_told(open_site: OpenSite) -> None:
    site = open_site([record()])
    asked = impatient(site)
    site.fail(Fault.STALLED, "DescribeTrails")
    asking = asked.ask("cloudtrail", "describe_trails", {}, Cancel())
    assert [next(asking), next(asking)] == [Silence(0.1), Silence(0.2)]
    site.running.faults.clear()
    assert wait_for(asking)["trailList"]


def test_quotas_are_the_accounts(open_site: OpenSite) -> None:
    site = open_site([record()])
    describe(caller(site))
    describe(caller(site))
    quota = Quota(ACCOUNT, REGION, "DescribeTrails", "cloudtrail")
    assert site.pacing.bucket(quota) is not site.pacing.bucket(quota._replace(account="default"))
    assert len(site.asked("GetCallerIdentity")) == 1


def test_without_sts_the_profile_stands_for_the_account(open_site: OpenSite) -> None:
    site = open_site([record()])
    site.fail(Fault.FAILED, "GetCallerIdentity")
    asked = caller(site)
    setbacks, answer = describe(asked)
    assert [s.reason for s in setbacks if isinstance(s, Setback)] == ["STS has failed"] * 3
    assert answer["trailList"]
    assert describe(asked)[0] == []


def test_expired_credentials_are_looked_for_again_the_next_time(open_site: OpenSite) -> None:
    site = open_site([record()])
    site.fail(Fault.EXPIRED, "DescribeTrails", 1)
    before = site.access.client("cloudtrail", REGION)
    with pytest.raises(CredentialsError, match="expired"):
        describe(caller(site))
    assert site.access.client("cloudtrail", REGION) is not before
    assert describe(caller(site))[1]["trailList"]


def test_a_page_that_comes_as_an_answer_is_no_empty_answer(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site([record()])
    monkeypatch.setattr(
        "tests.aws_double.wire.JsonWire._answer",
        lambda self, status, body: Page(status, "text/html", b"<html>Log in</html>", {}),
    )
    with pytest.raises(ServiceError, match="Answer is not from CloudTrail"):
        describe(caller(site))


def test_nothing_is_asked_once_cancelled(open_site: OpenSite) -> None:
    site, cancel = open_site([record()]), Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        describe(caller(site), cancel)
    assert site.running.double.requests == []


def test_cancelling_ends_waiting_for_better_times(open_site: OpenSite) -> None:
    site, cancel = open_site([record()]), Cancel()
    site.fail(Fault.THROTTLED, "DescribeTrails")
    asking = caller(site).ask("cloudtrail", "describe_trails", {}, cancel)
    assert isinstance(next(asking), Setback)
    cancel.set()
    with pytest.raises(Cancelled):
        next(asking)


def test_who_loses_interest_in_a_silent_call_has_it_undone(open_site: OpenSite) -> None:
    site, undone = open_site([record()]), list[Answer]()
    asked = impatient(site)
    site.fail(Fault.STALLED, "DescribeTrails")
    asking = asked.ask("cloudtrail", "describe_trails", {}, Cancel(), undone.append)
    assert isinstance(next(asking), Silence)
    site.running.faults.clear()
    asking.close()
    assert len(undone) == 1


def test_a_last_word_is_said_until_it_gets_through(open_site: OpenSite) -> None:
    canned = Canned(Logs.target, "StopQuery", {"success": True})
    site = open_site([record()], canned=canned)
    site.fail(Fault.THROTTLED, "StopQuery", 1)
    site.fail(Fault.DROPPED, "StopQuery", 2)
    caller(site).tell("logs", "stop_query", {"queryId": "q"})
    assert len(site.asked("StopQuery")) == 3
    site.fail(Fault.DENIED, "StopQuery")
    caller(site).tell("logs", "stop_query", {"queryId": "q"})
    assert len(site.asked("StopQuery")) == 4


def test_waiting_for_an_answer_passes_over_setbacks(open_site: OpenSite) -> None:
    site = open_site([record()])
    site.fail(Fault.THROTTLED, "DescribeTrails", 1)
    asking = caller(site).ask("cloudtrail", "describe_trails", {}, Cancel())
    assert wait_for(asking)["trailList"]

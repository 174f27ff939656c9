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
from trailview.aws.credentials.sessions import Access, Timeouts
from trailview.aws.pacing import Quota
from trailview.backends.base import Cancel
from trailview.errors import CredentialsError, DeniedError, ServiceError


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
    assert [next(asking), next(asking)] == [Silence(0.1, 120), Silence(0.2, 120)]
    site.running.faults.clear()
    assert wait_for(asking)["trailList"]


def test_quotas_are_the_accounts(open_site: OpenSite) -> None:
    site = open_site([record()])
    describe(caller(site))
    describe(caller(site))
    quota = Quota(ACCOUNT, REGION, "DescribeTrails", "cloudtrail")
    assert site.pacing.bucket(quota) is not site.pacing.bucket(quota._replace(account="default"))
    assert len(site.asked("GetCallerIdentity")) == 1


def test_profiles_of_one_account_share_the_quota_of_a_region_and_no_other(
    open_site: OpenSite,
) -> None:
    site = open_site([record()])

    def seconds(*callers: Caller) -> float:
        begin = site.clock.monotonic()
        for asked in callers * 10:
            wait_for(asked.ask("cloudtrail", "lookup_events", {}, Cancel()))
        return site.clock.monotonic() - begin

    one = [Caller(Access(), REGION, site.pacing) for _ in range(2)]
    assert seconds(*one) == pytest.approx(20 / 2, rel=0.1)
    assert seconds(one[0], caller(site, "us-east-1")) == pytest.approx(10 / 2, rel=0.1)
    assert site.running.double.refusals == []


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


DISABLED = "ap-east-1"


def opened(open_site: OpenSite) -> Site:
    return open_site([record(), record(1, awsRegion=DISABLED)], disabled=[DISABLED])


def test_keys_that_are_good_elsewhere_are_not_wrong_where_a_region_is_not_enabled(
    open_site: OpenSite,
) -> None:
    site = opened(open_site)
    describe(caller(site))
    before = site.access.client("cloudtrail", REGION)
    with pytest.raises(DeniedError, match="Region may not be enabled") as refused:
        describe(caller(site, DISABLED))
    assert f"{DISABLED} does not accept the keys" in refused.value.message
    assert refused.value.code == "UnrecognizedClientException"
    assert site.access.client("cloudtrail", REGION) is before, "nobody else has to begin anew"


def test_a_region_that_is_not_enabled_is_told_before_anybody_was_asked(open_site: OpenSite) -> None:
    site = opened(open_site)
    with pytest.raises(DeniedError, match="may not be enabled"):
        describe(caller(site, DISABLED))
    assert describe(caller(site))[1]["trailList"]


def test_a_profile_whose_own_region_is_not_enabled_can_be_asked_elsewhere(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = opened(open_site)
    monkeypatch.setenv("AWS_REGION", DISABLED)
    with pytest.raises(DeniedError, match="may not be enabled"):
        describe(caller(site, ""))
    assert describe(caller(site))[1]["trailList"]


@pytest.mark.parametrize("region", [REGION, DISABLED])
def test_keys_that_nobody_accepts_are_wrong(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    site = opened(open_site)
    before = site.access.client("cloudtrail", region)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODY")
    site.access.renew()
    with pytest.raises(CredentialsError, match="Credentials not accepted") as refused:
        describe(caller(site, region))
    assert region in refused.value.hint
    assert site.access.client("cloudtrail", region) is not before, "new ones are looked for"


def test_no_other_partition_is_asked_whether_it_knows_the_keys(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site([record()], disabled=["cn-north-1"])
    monkeypatch.setenv("AWS_REGION", "cn-north-1")
    with pytest.raises(CredentialsError):
        describe(caller(site, ""))
    assert {made.region for made in site.running.double.requests} == {"cn-north-1"}


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

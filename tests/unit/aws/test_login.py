"""Logging in by device code, against a double of IAM Identity Center."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.sso import CODE_SECONDS, TOKEN_SECONDS, Decision
from tests.backends.aws.identities import START_URL, Login, identities, sso_of
from tests.backends.aws.site import ACCOUNT, Site
from trailview.aws.calls import Cancelled
from trailview.aws.credentials.caches import TOKENS, read_token, stamp
from trailview.aws.credentials.login import DeviceCode
from trailview.aws.credentials.sessions import Access
from trailview.errors import CredentialsError, Need, OutputError, ServiceError

__all__ = ["identities"]


@pytest.mark.parametrize("profile", ["sso", "old-sso"])
def test_a_confirmed_code_is_a_login_for_the_libraries_too(identities: Site, profile: str) -> None:
    login = Login(identities, profile)
    done = login.run()
    now = identities.clock.now()
    (code,) = login.codes
    assert code.url == f"{START_URL}/device"
    assert code.complete_url == f"{code.url}?user_code={code.code}"
    assert now < code.expires_at <= now + CODE_SECONDS
    assert done.until == now + TOKEN_SECONDS
    identity = Access(profile).identity()
    assert identity.account == ACCOUNT
    assert "ReadOnly" in identity.arn


def test_the_token_is_kept_for_nobody_else_to_read(identities: Site) -> None:
    login = Login(identities)
    done = login.run()
    for path in Path(TOKENS).expanduser().iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    token = read_token(login.sso)
    assert token["expiresAt"] == stamp(done.until)
    assert {"startUrl", "region", "clientId", "registrationExpiresAt", "refreshToken"} <= set(token)


def test_it_looks_as_often_as_it_is_asked_to_until_it_is_confirmed(identities: Site) -> None:
    began = identities.clock.now()
    Login(identities).run(looks_before=3)
    assert len(identities.asked("CreateToken")) == 4
    assert identities.clock.now() - began == 4 * 5


def test_it_looks_less_often_when_told_to_slow_down(identities: Site) -> None:
    identities.fail(Fault.THROTTLED, "CreateToken", 1)
    identities.fail(Fault.DROPPED, "CreateToken", 2)
    began = identities.clock.now()
    Login(identities).run()
    assert identities.clock.now() - began == 5 + 10 + 15


def test_slow_down_in_its_own_words(identities: Site) -> None:
    steps = Login(identities).steps()
    code = next(steps)
    assert isinstance(code, DeviceCode)
    sso_of(identities).interval = 8
    sso_of(identities).decide(code.code, Decision.ALLOWED, 1)
    next(steps)
    assert [refused.code for refused in identities.running.double.refusals] == [
        "AuthorizationPendingException",
        "SlowDownException",
    ]


def test_a_refusal_ends_it(identities: Site) -> None:
    with pytest.raises(CredentialsError, match="refused") as raised:
        Login(identities).run(Decision.REFUSED)
    assert (raised.value.need, raised.value.profile) == (Need.SSO, "sso")
    assert read_token(Login(identities).sso) == {}


def test_a_code_that_nobody_confirms_times_out(identities: Site) -> None:
    began = identities.clock.now()
    with pytest.raises(CredentialsError, match="timed out"):
        Login(identities).run(Decision.PENDING)
    assert identities.clock.now() - began <= CODE_SECONDS + 5


def test_cancelling_ends_it_at_once(identities: Site) -> None:
    login = Login(identities)
    steps = login.steps()
    next(steps)
    login.cancel.set()
    with pytest.raises(Cancelled):
        next(steps)
    assert identities.asked("CreateToken") == []


def test_cancelling_does_not_wait_for_an_answer(identities: Site) -> None:
    identities.fail(Fault.STALLED, "RegisterClient")
    login = Login(identities)
    identities.running.faults.stalled.clear()

    def cancel() -> None:
        identities.running.faults.stalled.wait()
        login.cancel.set()

    helper = threading.Thread(target=cancel)
    helper.start()
    with pytest.raises(Cancelled):
        next(login.steps())
    helper.join()


def test_a_login_that_can_be_renewed_needs_no_browser(identities: Site) -> None:
    Login(identities).run()
    again = Login(identities)
    before = read_token(again.sso)
    again.run()
    assert again.codes == []
    assert read_token(again.sso)["accessToken"] != before["accessToken"]
    anew = Login(identities)
    anew.run(renew=False)
    assert len(anew.codes) == 1


def test_a_login_that_was_revoked_is_made_anew(identities: Site) -> None:
    Login(identities).run()
    sso_of(identities).revoke()
    again = Login(identities)
    again.run()
    assert len(again.codes) == 1
    assert len(identities.asked("RegisterClient")) == 1, "the registration is kept"


def test_a_registration_that_is_not_known_any_more_is_made_anew(identities: Site) -> None:
    Login(identities, "old-sso").run()
    sso_of(identities).forget_clients()
    again = Login(identities, "old-sso")
    again.run(renew=False)
    assert len(again.codes) == 1
    assert len(identities.asked("RegisterClient")) == 2


@pytest.mark.parametrize("operation", ["RegisterClient", "StartDeviceAuthorization"])
def test_a_service_that_fails_is_told(identities: Site, operation: str) -> None:
    identities.fail(Fault.FAILED, operation)
    with pytest.raises(ServiceError, match="IAM Identity Center has failed"):
        Login(identities).run()


def test_an_address_that_is_none_is_told(identities: Site) -> None:
    login = Login(identities)
    login.sso = login.sso._replace(start_url="acme")
    with pytest.raises(ServiceError) as raised:
        login.run()
    assert raised.value.code == "InvalidRequestException"


def test_a_place_that_cannot_be_written_is_told(identities: Site) -> None:
    cache = Path(TOKENS).expanduser()
    cache.parent.parent.mkdir(exist_ok=True)
    cache.parent.write_text("in the way")
    with pytest.raises(OutputError, match="cannot be kept"):
        Login(identities).run()

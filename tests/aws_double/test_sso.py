"""IAM Identity Center as the double has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from tests.aws_double.clock import ManualClock
from tests.aws_double.conftest import Connect
from tests.aws_double.corpus import Corpus
from tests.aws_double.faults import Fault, Rule
from tests.aws_double.fixture import running_double
from tests.aws_double.sso import CODE_SECONDS, INTERVAL, TOKEN_SECONDS, Decision, Sso
from tests.make import record

BY_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class Center(NamedTuple):
    """A double, and clients of both its APIs."""

    oidc: Any
    portal: Any
    service: Sso
    clock: ManualClock
    connect: Any
    fail: Any

    def register(self, scopes: tuple[str, ...] = ()) -> dict[str, str]:
        made = self.oidc.register_client(
            clientName="t", clientType="public", **({"scopes": list(scopes)} if scopes else {})
        )
        return {name: made[name] for name in ("clientId", "clientSecret")}

    def start(self, client: dict[str, str]) -> dict[str, Any]:
        started: dict[str, Any] = self.oidc.start_device_authorization(
            startUrl="https://acme.awsapps.com/start", **client
        )
        return started

    def look(self, client: dict[str, str], device: str) -> dict[str, Any]:
        self.clock.advance(INTERVAL)
        made: dict[str, Any] = self.oidc.create_token(
            grantType=BY_DEVICE, deviceCode=device, **client
        )
        return made


@pytest.fixture
def center(connect: Connect) -> Iterator[Center]:
    corpus = Corpus([record()])
    clock = ManualClock(corpus.latest)
    with running_double(corpus, clock=clock) as running:
        (service,) = (s for s in running.double.services.rest if isinstance(s, Sso))
        yield Center(
            connect(running, "sso-oidc"),
            connect(running, "sso"),
            service,
            clock,
            lambda name, key: connect(running, name, key=key),
            lambda fault, operation: running.faults.add(Rule(fault, operation)),
        )


def code_of(raised: pytest.ExceptionInfo[ClientError]) -> str:
    return str(raised.value.response["Error"]["Code"])


def test_a_confirmed_device_gets_credentials_that_work(center: Center) -> None:
    client = center.register(("sso:account:access",))
    started = center.start(client)
    assert (started["expiresIn"], started["interval"]) == (CODE_SECONDS, INTERVAL)
    center.service.decide(started["userCode"], Decision.ALLOWED)
    token = center.look(client, started["deviceCode"])
    assert token["expiresIn"] == TOKEN_SECONDS
    credentials = center.portal.get_role_credentials(
        roleName="ReadOnly", accountId="111122223333", accessToken=token["accessToken"]
    )["roleCredentials"]
    caller = center.connect("sts", credentials["accessKeyId"]).get_caller_identity()
    assert caller["Account"] == "111122223333"
    assert "ReadOnly" in caller["Arn"]


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision.PENDING, "AuthorizationPendingException"),
        (Decision.REFUSED, "AccessDeniedException"),
    ],
)
def test_what_is_not_confirmed_is_refused(center: Center, decision: Decision, code: str) -> None:
    client = center.register()
    started = center.start(client)
    center.service.decide(started["userCode"], decision)
    with pytest.raises(ClientError) as raised:
        center.look(client, started["deviceCode"])
    assert code_of(raised) == code
    assert raised.value.response["error"]


def test_codes_and_tokens_end(center: Center) -> None:
    client = center.register()
    started = center.start(client)
    center.service.decide(started["userCode"], Decision.ALLOWED)
    late = center.start(client)
    token = center.look(client, started["deviceCode"])["accessToken"]
    center.clock.advance(CODE_SECONDS)
    with pytest.raises(ClientError) as raised:
        center.look(client, late["deviceCode"])
    assert code_of(raised) == "ExpiredTokenException"
    center.clock.advance(TOKEN_SECONDS)
    with pytest.raises(ClientError) as raised:
        center.portal.get_role_credentials(
            roleName="ReadOnly", accountId="111122223333", accessToken=token
        )
    assert code_of(raised) == "UnauthorizedException"


def test_looking_too_often_is_refused(center: Center) -> None:
    client = center.register()
    started = center.start(client)
    for expected in ("AuthorizationPendingException", "SlowDownException"):
        with pytest.raises(ClientError) as raised:
            center.oidc.create_token(
                grantType=BY_DEVICE, deviceCode=started["deviceCode"], **client
            )
        assert code_of(raised) == expected


def test_only_who_asked_for_scopes_can_renew_and_each_token_once(center: Center) -> None:
    for scopes in ((), ("sso:account:access",)):
        client = center.register(scopes)
        started = center.start(client)
        center.service.decide(started["userCode"], Decision.ALLOWED)
        token = center.look(client, started["deviceCode"])
        assert ("refreshToken" in token) == bool(scopes)
    renewal = {"grantType": "refresh_token", "refreshToken": token["refreshToken"], **client}
    assert center.oidc.create_token(**renewal)["accessToken"] != token["accessToken"]
    with pytest.raises(ClientError) as raised:
        center.oidc.create_token(**renewal)
    assert code_of(raised) == "InvalidGrantException"


def test_a_client_that_is_not_registered_is_refused(center: Center) -> None:
    with pytest.raises(ClientError) as raised:
        center.start({"clientId": "nobody", "clientSecret": "x"})
    assert code_of(raised) == "InvalidClientException"


def test_faults_meet_it_too(center: Center) -> None:
    center.fail(Fault.FAILED, "RegisterClient")
    with pytest.raises(ClientError) as raised:
        center.register()
    assert code_of(raised) == "InternalServerException"

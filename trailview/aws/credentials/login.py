"""Logging in to IAM Identity Center by a code that is confirmed in a browser.

The device authorization grant (RFC 8628), as the API reference of IAM
Identity Center OIDC describes it. The token is kept where the AWS CLI and
the AWS libraries look for it, so a login here is one for all of them.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from trailview.aws.answers import look_at_answers, reading_answer
from trailview.aws.calls import Cancelled, Running, Stop
from trailview.aws.credentials.caches import (
    TOKENS,
    Entry,
    moment,
    read_entry,
    read_token,
    stamp,
    write_entry,
)
from trailview.aws.credentials.config import Sso
from trailview.aws.credentials.sessions import Access, Timeouts, client_config
from trailview.aws.failures.rows import Nature
from trailview.aws.failures.strange import SlowAnswerError
from trailview.aws.failures.told import code_of, failure, known_errors, nature
from trailview.aws.pacing import Clock
from trailview.errors import CredentialsError, Need, OutputError, TrailviewError

_BY_DEVICE: Final = "urn:ietf:params:oauth:grant-type:device_code"
_BY_REFRESH: Final = "refresh_token"
_PENDING: Final = "AuthorizationPendingException"
_SLOWER: Final = 5.0
"""Seconds that are added between two looks where the service or the network asks for it."""
_USUAL_INTERVAL: Final = 5.0
_ENDS: Final = {
    "ExpiredTokenException": ("Login has timed out", "Log in again, for another code."),
    "AccessDeniedException": ("Login was refused", "It was refused in the browser."),
}


class DeviceCode(NamedTuple):
    """What the user has to do: open `url` and type `code`, or open `complete_url`."""

    url: str
    complete_url: str
    code: str
    expires_at: float
    """Until when, in seconds since 1970."""


class LoggedIn(NamedTuple):
    """It is done."""

    until: float
    """Seconds since 1970."""


def log_in(
    sso: Sso,
    access: Access,
    stop: Stop,
    *,
    renew: bool = True,
    clock: Clock | None = None,
    now: Callable[[], float] = time.time,
) -> Iterator[DeviceCode | LoggedIn]:
    """Log in; yields the code to confirm, where one is needed, and at last LoggedIn.

    `sso` is what `access` logs in to. A token that can be renewed is renewed
    first, unless `renew` is false. Waits go by `clock`. Raises Cancelled,
    CredentialsError where the login is refused or times out, and other
    TrailviewErrors where it cannot be asked for.
    """
    return _Flow(sso, access, stop, clock or Clock(), now).steps(renew)


class _Flow:
    """One login."""

    def __init__(
        self, sso: Sso, access: Access, stop: Stop, clock: Clock, now: Callable[[], float]
    ) -> None:
        self._sso = sso
        self._access = access
        self._stop = stop
        self._clock = clock
        self._now = now
        self._client: Any = None  # boto3's clients have no types

    def steps(self, renew: bool) -> Iterator[DeviceCode | LoggedIn]:
        renewed = self._renewed() if renew else None
        if renewed is not None:
            yield renewed
            return
        registration, started = self._start()
        seconds = float(started["expiresIn"])
        until = self._clock.now() + seconds
        url = started["verificationUri"]
        yield DeviceCode(
            url,
            started.get("verificationUriComplete", url),
            started["userCode"],
            self._now() + seconds,
        )
        yield self._poll(registration, started, until)

    def _renewed(self) -> LoggedIn | None:
        token = read_token(self._sso)
        if not token.get("refreshToken") or not self._is_valid(token):
            return None
        try:
            return self._token(token, grantType=_BY_REFRESH, refreshToken=token["refreshToken"])
        except known_errors() as error:
            if nature(error) is Nature.FINAL:
                return None
            raise self._failure(error, "CreateToken") from error

    def _start(self) -> tuple[Entry, Mapping[str, Any]]:
        """The registration that is used, and what the service says to a new login."""
        kept = read_entry(TOKENS, self._registration_key)
        if self._is_valid(kept):
            try:
                return kept, self._authorization(kept)
            except known_errors() as error:
                if code_of(error) not in ("InvalidClientException", "UnauthorizedClientException"):
                    raise self._failure(error, "StartDeviceAuthorization") from error
        operation = "RegisterClient"
        try:
            made = self._register()
            operation = "StartDeviceAuthorization"
            return made, self._authorization(made)
        except known_errors() as error:
            raise self._failure(error, operation) from error

    def _register(self) -> Entry:
        answer = self._call(
            "register_client",
            clientName="trailview",
            clientType="public",
            scopes=list(self._sso.scopes),
        )
        made = {
            "clientId": answer["clientId"],
            "clientSecret": answer["clientSecret"],
            "registrationExpiresAt": stamp(answer["clientSecretExpiresAt"]),
        }
        self._keep(self._registration_key, made)
        return made

    def _authorization(self, registration: Entry) -> Mapping[str, Any]:
        return self._call(
            "start_device_authorization", startUrl=self._sso.start_url, **_client(registration)
        )

    def _poll(self, registration: Entry, started: Mapping[str, Any], until: float) -> LoggedIn:
        interval = float(started.get("interval") or _USUAL_INTERVAL)
        while self._clock.now() < until:
            if self._clock.wait(self._stop, interval):
                raise Cancelled
            try:
                return self._token(
                    registration, grantType=_BY_DEVICE, deviceCode=started["deviceCode"]
                )
            except known_errors() as error:
                code = code_of(error)
                if code in _ENDS:
                    raise self._end(code) from error
                if code == "SlowDownException" or nature(error) is not Nature.FINAL:
                    interval += _SLOWER
                elif code != _PENDING:
                    raise self._failure(error, "CreateToken") from error
        raise self._end("ExpiredTokenException")

    def _token(self, registration: Entry, **grant: str) -> LoggedIn:
        """Get a token and keep it."""
        answer = self._call("create_token", **grant, **_client(registration))
        until = self._now() + float(answer["expiresIn"])
        renewal = answer.get("refreshToken")
        token = {
            "startUrl": self._sso.start_url,
            "region": self._sso.region,
            "accessToken": answer["accessToken"],
            "expiresAt": stamp(until),
            "clientId": registration["clientId"],
            "clientSecret": registration["clientSecret"],
            "registrationExpiresAt": registration["registrationExpiresAt"],
            **({"refreshToken": renewal} if renewal else {}),
        }
        self._keep(self._sso.cache_key, token)
        return LoggedIn(until)

    @property
    def _registration_key(self) -> str:
        named = "\n".join((self._sso.start_url, self._sso.region, *self._sso.scopes))
        return f"trailview-client-{hashlib.sha256(named.encode()).hexdigest()}"

    def _is_valid(self, registration: Entry) -> bool:
        until = moment(registration.get("registrationExpiresAt"))
        known = registration.get("clientId") and registration.get("clientSecret")
        return bool(known) and until is not None and until > self._now()

    def _keep(self, key: str, entry: Entry) -> None:
        try:
            write_entry(TOKENS, key, entry)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise OutputError("Login cannot be kept", f"{TOKENS}: {reason}") from error

    def _call(self, operation: str, **parameters: object) -> Mapping[str, Any]:
        def work() -> Mapping[str, Any]:
            if self._client is None:
                self._client = _oidc_client(self._sso.region, self._access.profile)
            with reading_answer():
                answer: Mapping[str, Any] = getattr(self._client, operation)(**parameters)
            return answer

        running, longest = Running(work), Timeouts().whole
        if not running.wait(self._stop, longest):
            running.give_up()
            raise SlowAnswerError(f"It has not come to its end within {longest:.0f} s.")
        return running.result()

    def _failure(self, error: Exception, operation: str) -> TrailviewError:
        return failure(error, self._access.asked("sso-oidc", operation, self._sso.region))

    def _end(self, code: str) -> CredentialsError:
        title, hint = _ENDS[code]
        return CredentialsError(title, self._sso.start_url, hint, Need.SSO, self._access.name)


def _client(registration: Entry) -> dict[str, str]:
    return {name: registration[name] for name in ("clientId", "clientSecret")}


def _oidc_client(region: str, profile: str) -> Any:
    import botocore.session
    from botocore import UNSIGNED

    config = client_config(Timeouts(), signature_version=UNSIGNED)
    session = botocore.session.Session(profile=profile or None)
    look_at_answers(session)
    return session.create_client("sso-oidc", region_name=region, config=config)

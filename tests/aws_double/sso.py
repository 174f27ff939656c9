"""IAM Identity Center: logins by device code, and the credentials they give.

Both APIs in one service, as the tokens of one are what the other takes: OIDC
(RegisterClient, StartDeviceAuthorization, CreateToken) and the portal
(GetRoleCredentials).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from typing import Any, ClassVar, Final

from tests.aws_double.clock import Clock
from tests.aws_double.identities import Identities
from tests.aws_double.service import ApiError, Call

CODE_SECONDS: Final = 600
TOKEN_SECONDS: Final = 8 * 3600
ROLE_SECONDS: Final = 3600
_CLIENT_SECONDS: Final = 90 * 86_400
INTERVAL: Final = 5
_BY_DEVICE: Final = "urn:ietf:params:oauth:grant-type:device_code"


class Decision(Enum):
    """What the user does in the browser."""

    PENDING = auto()
    ALLOWED = auto()
    REFUSED = auto()


@dataclass
class _Device:
    """A login on its way."""

    user_code: str
    until: float
    scopes: tuple[str, ...]
    decision: Decision = Decision.PENDING
    looks_before: int = 0
    """How often it is still pending although it has been decided."""
    looked: float | None = None
    """When it was looked at last, by the monotonic clock."""


@dataclass(frozen=True)
class _Client:
    secret: str
    until: float
    scopes: tuple[str, ...]


class Sso:
    """Logins and what they give. Tests play the user by `decide`."""

    is_signed: ClassVar = False
    routes: ClassVar[Mapping[tuple[str, str], str]] = {
        ("POST", "/client/register"): "RegisterClient",
        ("POST", "/device_authorization"): "StartDeviceAuthorization",
        ("POST", "/token"): "CreateToken",
        ("GET", "/federation/credentials"): "GetRoleCredentials",
    }

    def __init__(self, identities: Identities, clock: Clock) -> None:
        self._identities = identities
        self._clock = clock
        self._clients: dict[str, _Client] = {}
        self._devices: dict[str, _Device] = {}
        self._tokens: dict[str, float] = {}
        self._renewals: dict[str, tuple[str, ...]] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()
        self.interval = INTERVAL
        """Seconds that have to be between two looks."""
        self.usual = Decision.PENDING
        """What the user does with every code that no test decides on."""

    def decide(self, user_code: str, decision: Decision, looks_before: int = 0) -> None:
        """The user's answer to a code, which is seen after so many looks."""
        with self._lock:
            (device,) = (d for d in self._devices.values() if d.user_code == user_code)
            device.decision, device.looks_before = decision, looks_before

    def revoke(self) -> None:
        """All logins end, and none can be renewed."""
        with self._lock:
            self._tokens.clear()
            self._renewals.clear()

    def forget_clients(self) -> None:
        """All registrations are void."""
        with self._lock:
            self._clients.clear()

    def call(self, call: Call) -> dict[str, Any]:
        perform: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "RegisterClient": self._register,
            "StartDeviceAuthorization": self._start,
            "CreateToken": self._create,
            "GetRoleCredentials": self._credentials,
        }
        with self._lock:
            return perform[call.operation](call.body)

    def _register(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("clientType") != "public" or not body.get("clientName"):
            raise _refusal("InvalidClientMetadataException", "invalid_client_metadata")
        number, now = next(self._numbers), int(self._clock.now())
        name, secret = f"client-{number}", f"client-secret-{number}"
        until = now + _CLIENT_SECONDS
        self._clients[name] = _Client(secret, until, tuple(body.get("scopes") or ()))
        return {
            "clientId": name,
            "clientSecret": secret,
            "clientIdIssuedAt": now,
            "clientSecretExpiresAt": until,
        }

    def _start(self, body: dict[str, Any]) -> dict[str, Any]:
        client, start_url = self._client(body), body.get("startUrl", "")
        if not start_url.startswith("https://"):
            raise _refusal("InvalidRequestException", "invalid_request")
        number = next(self._numbers)
        code, user_code = f"device-{number}", f"ABCD-{number:04d}"
        until = self._clock.now() + CODE_SECONDS
        self._devices[code] = _Device(user_code, until, client.scopes, self.usual)
        url = f"{start_url.rstrip('/')}/device"
        return {
            "deviceCode": code,
            "userCode": user_code,
            "verificationUri": url,
            "verificationUriComplete": f"{url}?user_code={user_code}",
            "expiresIn": CODE_SECONDS,
            "interval": self.interval,
        }

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        self._client(body)
        grant = body.get("grantType")
        if grant == "refresh_token":
            scopes = self._renewals.pop(body.get("refreshToken", ""), None)
            if scopes is None:
                raise _refusal("InvalidGrantException", "invalid_grant")
            return self._issue(scopes)
        if grant != _BY_DEVICE:
            raise _refusal("UnsupportedGrantTypeException", "unsupported_grant_type")
        return self._issue(self._decided(body.get("deviceCode", "")))

    def _decided(self, code: str) -> tuple[str, ...]:
        device, now = self._devices.get(code), self._clock.now()
        if device is None:
            raise _refusal("InvalidGrantException", "invalid_grant")
        if now >= device.until:
            raise _refusal("ExpiredTokenException", "expired_token")
        looked = self._clock.monotonic()
        early = device.looked is not None and looked - device.looked < self.interval
        device.looked = looked
        if early:
            raise _refusal("SlowDownException", "slow_down")
        device.looks_before -= 1
        if device.decision is Decision.PENDING or device.looks_before >= 0:
            raise _refusal("AuthorizationPendingException", "authorization_pending")
        del self._devices[code]
        if device.decision is Decision.REFUSED:
            raise _refusal("AccessDeniedException", "access_denied")
        return device.scopes

    def _issue(self, scopes: tuple[str, ...]) -> dict[str, Any]:
        """A token; one that asked for scopes can be renewed."""
        number = next(self._numbers)
        token = f"access-{number}"
        self._tokens[token] = self._clock.now() + TOKEN_SECONDS
        answer = {"accessToken": token, "tokenType": "Bearer", "expiresIn": TOKEN_SECONDS}
        if not scopes:
            return answer
        renewal = f"renewal-{number}"
        self._renewals[renewal] = scopes
        return {**answer, "refreshToken": renewal}

    def _client(self, body: dict[str, Any]) -> _Client:
        client = self._clients.get(body.get("clientId", ""))
        if client is None or client.secret != body.get("clientSecret"):
            raise _refusal("InvalidClientException", "invalid_client", 401)
        if self._clock.now() >= client.until:
            raise _refusal("InvalidClientException", "invalid_client", 401)
        return client

    def _credentials(self, body: dict[str, Any]) -> dict[str, Any]:
        if self._tokens.get(body.get("accessToken", ""), 0) <= self._clock.now():
            raise ApiError("UnauthorizedException", "Session token not found or invalid", 401)
        account, role = body.get("account_id", ""), body.get("role_name", "")
        key, _ = self._identities.begin_session(account, f"AWSReservedSSO_{role}_0", "tester")
        return {
            "roleCredentials": {
                "accessKeyId": key,
                "secretAccessKey": "secret",
                "sessionToken": f"token-{key}",
                "expiration": int((self._clock.now() + ROLE_SECONDS) * 1000),
            }
        }


def _refusal(code: str, error: str, status: int = 400) -> ApiError:
    """An error as OAuth words it."""
    return ApiError(code, error, status, {"error": error, "error_description": error})

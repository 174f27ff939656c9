"""The profiles there are to work with, and whether each could be used right now.

Found from files alone: what AWS tools keep below ~/.aws tells when a login or
a role's credentials end. No service is asked and no program is started.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from trailview.aws.credentials.caches import (
    Entry,
    moment,
    read_login,
    read_refresh,
    read_role,
    read_token,
)
from trailview.aws.credentials.config import AwsConfig, Settings, Sso, read_config
from trailview.aws.credentials.whose import account_told
from trailview.errors import Need

_RENEWING: Final = ("refreshToken", "clientId", "clientSecret", "registrationExpiresAt")
"""What a token has to have for botocore to renew it."""
_EXPIRIES: Final = ("x_security_token_expires", "aws_expiration", "expiration")
"""Settings in which tools that write temporary keys into a profile say when they end."""
_TAKEN_ANEW: Final = 15 * 60
"""Seconds before their end at which botocore takes a role's credentials anew."""
_FROM_CONTAINER: Final = (
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


class ProfileKind(StrEnum):
    """Where a profile's credentials come from."""

    KEYS = "keys"
    ROLE = "assume role"
    MFA = "MFA"
    SSO = "SSO"
    PROCESS = "process"
    WEB_IDENTITY = "web identity"
    LOGIN = "aws login"
    ENVIRONMENT = "environment"
    NONE = "no credentials"
    """Nothing in the profile says; a container or an instance may give some."""


class Readiness(StrEnum):
    """Whether a profile could be used right now."""

    READY = "ready"
    EXPIRED = "expired"
    NEEDS_LOGIN = "needs login"
    UNKNOWN = "unknown"
    """Only trying tells."""


class ProfileState(NamedTuple):
    """A readiness, and what to know about it."""

    readiness: Readiness
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to be somebody in an account."""

    name: str
    """For `credentials.sessions.Access`; empty for the credentials in the environment."""
    kind: ProfileKind
    region: str
    """Where it is asked: the environment's goes before its own. Empty where nothing says one."""
    account: str
    """The account's number where the settings tell it, else empty."""
    source: str
    """The file it stands in, or the variable."""
    readiness: Readiness
    detail: str = ""
    """More about the readiness, such as until when it holds."""


class Profiles(NamedTuple):
    """All profiles, and what could not be read."""

    profiles: tuple[Profile, ...]
    problems: tuple[str, ...]


def find_profiles(
    environment: Mapping[str, str] = os.environ, now: float | None = None
) -> Profiles:
    """All profiles, credentials in the environment first. Blocks; `now` is seconds since 1970."""
    config = read_config(environment)
    judge = _Judge(config, environment, time.time() if now is None else now)
    named = [judge.profile(name) for name in config.profiles]
    return Profiles((*judge.surroundings(), *named), config.problems)


def kind_of(settings: Settings) -> ProfileKind:
    """Where the credentials of a profile come from, by the AWS libraries' order."""
    if "role_arn" in settings:
        if "web_identity_token_file" in settings:
            return ProfileKind.WEB_IDENTITY
        return ProfileKind.MFA if "mfa_serial" in settings else ProfileKind.ROLE
    if "sso_account_id" in settings or "sso_role_name" in settings:
        return ProfileKind.SSO
    if "aws_access_key_id" in settings:
        return ProfileKind.KEYS
    if "login_session" in settings:
        return ProfileKind.LOGIN
    return ProfileKind.PROCESS if "credential_process" in settings else ProfileKind.NONE


def need_of(config: AwsConfig, profile: str) -> Need:
    """What it takes to get new credentials for a profile: who has to do what."""
    kinds = [kind_of(settings) for settings in config.chain(profile)]
    if ProfileKind.SSO in kinds:
        return Need.SSO
    return Need.MFA if ProfileKind.MFA in kinds else Need.OTHER


class _Judge:
    """Says of each profile what the files tell at one moment."""

    def __init__(self, config: AwsConfig, environment: Mapping[str, str], now: float) -> None:
        self._config = config
        self._environment = environment
        self._now = now
        self._region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION", "")

    def profile(self, name: str) -> Profile:
        settings = self._config.profiles[name]
        kind = kind_of(settings)
        state = self._state(name)
        return Profile(
            name,
            kind,
            self._region or str(settings.get("region", "")),
            account_told(settings),
            self._config.sources[name],
            state.readiness,
            state.detail,
        )

    def surroundings(self) -> list[Profile]:
        """The credentials in the environment, where there are any."""
        found = self._environment.get
        for variable, state in (
            ("AWS_ACCESS_KEY_ID", self._keys_around()),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", self._file(found("AWS_WEB_IDENTITY_TOKEN_FILE", ""))),
            *(
                (name, ProfileState(Readiness.UNKNOWN, "given by the container"))
                for name in _FROM_CONTAINER
            ),
        ):
            if found(variable):
                account = account_told({"role_arn": found("AWS_ROLE_ARN", "")})
                return [
                    Profile("", ProfileKind.ENVIRONMENT, self._region, account, variable, *state)
                ]
        return []

    def _state(self, name: str, seen: frozenset[str] = frozenset()) -> ProfileState:
        settings = self._config.profiles.get(name)
        if settings is None:
            return ProfileState(Readiness.UNKNOWN, f"there is no profile {name}")
        if name in seen:
            return self._keys(settings)  # a role may be assumed with keys of its own profile
        kind = kind_of(settings)
        if kind is ProfileKind.ROLE:
            return self._role(name, settings, seen)
        states: Mapping[ProfileKind, Callable[[], ProfileState]] = {
            ProfileKind.MFA: lambda: self._mfa(name, settings, seen),
            ProfileKind.SSO: lambda: self._sso(self._config.sso(name)),
            ProfileKind.KEYS: lambda: self._keys(settings),
            ProfileKind.LOGIN: lambda: self._login(str(settings["login_session"])),
            ProfileKind.WEB_IDENTITY: lambda: self._file(str(settings["web_identity_token_file"])),
        }
        return states.get(kind, lambda: ProfileState(Readiness.UNKNOWN))()

    def _role(self, name: str, settings: Settings, seen: frozenset[str]) -> ProfileState:
        """As ready as what it is assumed with, unless its own credentials are still there."""
        kept = self._kept(settings)
        return kept if kept.readiness is Readiness.READY else self._source(name, settings, seen)

    def _mfa(self, name: str, settings: Settings, seen: frozenset[str]) -> ProfileState:
        """What asks for a code is ready only with credentials that are still there."""
        kept = self._kept(settings)
        if kept.readiness is not Readiness.UNKNOWN:
            return kept
        source = self._source(name, settings, seen)
        if source.readiness in (Readiness.EXPIRED, Readiness.NEEDS_LOGIN):
            return source
        return ProfileState(Readiness.NEEDS_LOGIN, "asks for an MFA code")

    def _kept(self, settings: Settings) -> ProfileState:
        """A role's credentials in the cache."""
        until = moment(read_role(settings).get("Expiration"))
        return (
            ProfileState(Readiness.UNKNOWN) if until is None else self._judged(until - _TAKEN_ANEW)
        )

    def _source(self, name: str, settings: Settings, seen: frozenset[str]) -> ProfileState:
        """What a role is assumed with."""
        origin, source = settings.get("credential_source"), str(settings.get("source_profile", ""))
        if origin == "Environment":
            return self._keys_around()
        if origin or not source:
            what = f"by {origin}" if origin else "names no source_profile"
            return ProfileState(Readiness.UNKNOWN, what)
        state = self._state(source, seen | {name})
        return state._replace(detail=": ".join(filter(None, (source, state.detail))))

    def _sso(self, sso: Sso | None) -> ProfileState:
        if sso is None:
            return ProfileState(Readiness.UNKNOWN, "its sso-session is not complete")
        token = read_token(sso)
        state = self._until(token.get("expiresAt") if "accessToken" in token else None)
        if state.readiness is Readiness.UNKNOWN:
            return ProfileState(Readiness.NEEDS_LOGIN)
        if state.readiness is Readiness.EXPIRED and sso.session and self._renews(token):
            return ProfileState(Readiness.READY, "renews itself")
        return state

    def _renews(self, token: Entry) -> bool:
        until = moment(token.get("registrationExpiresAt"))
        whole = all(token.get(name) for name in _RENEWING)
        return whole and until is not None and until > self._now

    def _keys(self, settings: Settings) -> ProfileState:
        if not settings.get("aws_access_key_id") or not settings.get("aws_secret_access_key"):
            return ProfileState(Readiness.UNKNOWN, "half a key pair")
        if not settings.get("aws_session_token"):
            return ProfileState(Readiness.READY)
        expiry = next((settings[name] for name in _EXPIRIES if name in settings), None)
        state = self._until(expiry)
        return state if expiry else ProfileState(Readiness.UNKNOWN, "temporary keys")

    def _keys_around(self) -> ProfileState:
        if not self._environment.get("AWS_ACCESS_KEY_ID"):
            return ProfileState(Readiness.UNKNOWN, "no keys in the environment")
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        around = {name: self._environment.get(name.upper(), "") for name in names}
        expiry = self._environment.get("AWS_CREDENTIAL_EXPIRATION")
        return self._keys({**around, **({"expiration": expiry} if expiry else {})})

    def _login(self, session: str) -> ProfileState:
        token = read_login(session, self._environment)
        if not token:
            return ProfileState(Readiness.NEEDS_LOGIN)
        state = self._until(token.get("expiresAt"))
        if state.readiness is not Readiness.EXPIRED:
            return state
        if read_refresh(session, self._environment):
            return ProfileState(Readiness.UNKNOWN, "renews itself within 12 hours of the login")
        return ProfileState(Readiness.NEEDS_LOGIN, state.detail)

    def _file(self, path: str) -> ProfileState:
        if Path(path).expanduser().is_file():
            return ProfileState(Readiness.READY)
        return ProfileState(Readiness.UNKNOWN, "its token file is not there")

    def _until(self, expiry: object) -> ProfileState:
        until = moment(expiry)
        return ProfileState(Readiness.UNKNOWN) if until is None else self._judged(until)

    def _judged(self, until: float) -> ProfileState:
        moment_text = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%d %H:%M UTC")
        if until <= self._now:
            return ProfileState(Readiness.EXPIRED, f"since {moment_text}")
        return ProfileState(Readiness.READY, f"until {moment_text}")

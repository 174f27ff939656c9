"""Wires profiles: those that there are, and how one of them logs in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from trailview.backends.base import Cancel
from trailview.compose.aws import access_of
from trailview.context import Context
from trailview.errors import CredentialsError

if TYPE_CHECKING:
    from trailview.aws.credentials.login import DeviceCode
    from trailview.aws.credentials.profiles import Profile, Profiles
    from trailview.settings.config import ProfileSettings, Settings
    from trailview.setup.steps import Flow


def known_profiles(settings: Settings) -> Profiles:
    """All profiles: those of ~/.aws, and those that settings give a name of their own. Blocks."""
    from trailview.aws.credentials.profiles import find_profiles

    found = find_profiles()
    there_are = {profile.name: profile for profile in found.profiles}
    named = (_as_set(known, there_are) for known in settings.profiles.values())
    own = {profile.name: profile for profile in named if profile is not None}
    return found._replace(profiles=tuple({**there_are, **own}.values()))


def _as_set(known: ProfileSettings, there_are: Mapping[str, Profile]) -> Profile | None:
    """A profile of the settings; None where it is about files, and stands for no AWS profile."""
    from trailview.aws.credentials.profiles import Profile, ProfileKind, Readiness

    other, regions = known.aws_profile, known.regions
    profile = there_are.get(other or known.name)
    if profile is None:
        if not other:
            return None
        why = "there is no such AWS profile"
        profile = Profile("", ProfileKind.NONE, "", "", "", Readiness.UNKNOWN, why)
    more = f" +{len(regions) - 1}" if len(regions) > 1 else ""
    return replace(
        profile,
        name=known.name,
        region=f"{regions[0]}{more}" if regions else profile.region,
        detail=": ".join(filter(None, (other, profile.detail))),
    )


def login_flow(context: Context) -> Flow:
    """How the profile of a context logs in through the browser."""
    return partial(_log_in, context)


def _log_in(context: Context, cancel: Cancel, came: Callable[[DeviceCode], None]) -> None:
    """Log a profile in to IAM Identity Center; `came` is told the code to confirm.

    Returns when it is done or cancelled. Raises TrailviewError.
    """
    from trailview.aws.calls import Cancelled
    from trailview.aws.credentials.login import DeviceCode, log_in

    access = access_of(context)
    sso = access.sso()
    if sso is None:
        raise CredentialsError("No login", f"Profile {access.name} does not log in with SSO.")
    try:
        for step in log_in(sso, access, cancel):
            if isinstance(step, DeviceCode):
                came(step)
    except Cancelled:
        return

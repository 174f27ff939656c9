"""Which profile the environment names."""

from __future__ import annotations

import os
from collections.abc import Mapping


def named_profile(environment: Mapping[str, str] = os.environ) -> str:
    """The profile that the environment names; empty where it has keys, which go before it."""
    if environment.get("AWS_ACCESS_KEY_ID"):
        return ""
    return environment.get("AWS_DEFAULT_PROFILE") or environment.get("AWS_PROFILE", "")


def credential_source(profile: str, environment: Mapping[str, str] = os.environ) -> str:
    """The profile that credentials come from; empty where keys in the environment do.

    `profile` is the one that is named, if any.
    """
    if not profile and environment.get("AWS_ACCESS_KEY_ID"):
        return ""
    return profile or surrounding_profile(environment)


def surrounding_profile(environment: Mapping[str, str] = os.environ) -> str:
    """The profile that is meant where none is named, as boto3 takes it."""
    named = environment.get("AWS_DEFAULT_PROFILE") or environment.get("AWS_PROFILE")
    return named or "default"

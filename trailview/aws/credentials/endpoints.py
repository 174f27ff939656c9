"""Which setting has a service asked somewhere else than at AWS.

The order is botocore's (`configprovider.py`, `ConfiguredEndpointProvider`):
the service's own variable, the one for all, and then the same two of the
profile.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final, NamedTuple

from trailview.aws.credentials.config import AwsConfig, Settings

_VARIABLE: Final = "AWS_ENDPOINT_URL"
_SETTING: Final = "endpoint_url"
_IGNORING: Final = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
_NAMES: Final = {"logs": "cloudwatch_logs"}
"""Services whose ID is not the name that boto3 has for them, as settings spell it."""


class Endpoint(NamedTuple):
    """Where a service is asked, and what says so."""

    setting: str
    url: str


def endpoint_of(
    service: str, profile: str, config: AwsConfig, environment: Mapping[str, str] = os.environ
) -> Endpoint | None:
    """What says where a service (as boto3 spells it) is asked; None where nothing does."""
    settings: Settings = config.profiles.get(profile, {})
    ignoring = settings.get("ignore_configured_endpoint_urls", "")
    if str(environment.get(_IGNORING) or ignoring).lower() == "true":
        return None
    name = _NAMES.get(service, service).replace("-", "_")
    for variable in (f"{_VARIABLE}_{name.upper()}", _VARIABLE):
        if url := environment.get(variable):
            return Endpoint(variable, url)
    own = config.services.get(str(settings.get("services", "")), {}).get(name)
    url = str(own.get(_SETTING, "")) if isinstance(own, Mapping) else ""
    url = url or str(settings.get(_SETTING, ""))
    return Endpoint(f"{_SETTING} of profile {profile}", url) if url else None

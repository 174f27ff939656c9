"""What the environment says where a context does not: the profile, and the Region."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from trailview.aws.credentials.environment import named_profile, surrounding_profile
from trailview.context import Context
from trailview.plans.plan import ALL_REGIONS

if TYPE_CHECKING:
    from trailview.compose.profile_way import ProfileWay


def surrounding_region() -> str:
    """The Region of the surroundings, as the AWS CLI takes it; empty where they say none."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")


def first_region(context: Context) -> str:
    """The Region that is asked where only one is; empty for the profile's own."""
    named = [region for region in context.regions if region != ALL_REGIONS]
    return named[0] if named else surrounding_region()


def own_region(context: Context, way: ProfileWay) -> str:
    """The Region that is asked where only one is, as far as anything says it; else empty.

    Blocks, on the AWS tools' files.
    """
    named = first_region(context)
    if named:
        return named
    from trailview.aws.credentials.config import read_config

    settings = read_config().profiles.get(way.profile or surrounding_profile(), {})
    return str(settings.get("region", ""))


def title_of(context: Context) -> str:
    """What is asked, for the header: the profile and the Regions."""
    profile = context.profile or named_profile() or "environment"
    regions = ", ".join(context.regions) or surrounding_region()
    return " · ".join(filter(None, (profile, regions)))

"""As whom AWS is asked, and where: one value from the command line or a picker to a client."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """As whom services are asked, and where."""

    profiles: tuple[str, ...] = ("",)
    """AWS profiles; an empty one stands for the credentials of the surroundings."""
    regions: tuple[str, ...] = ()
    """AWS Regions, or `all`; none for those that the profile or the surroundings name."""

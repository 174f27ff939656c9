"""Ranges of addresses, as an `ip` term has them."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_network

from trailview.events.conditions import Network
from trailview.events.pattern import Pattern


@lru_cache(maxsize=256)
def network_of(pattern: Pattern) -> Network | None:
    """The addresses that an `ip` value in CIDR notation stands for; None for other values."""
    text = pattern.literal
    if text is None or "/" not in text:
        return None
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None

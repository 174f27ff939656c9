"""An `ip` term in SQL, by comparing text: not every engine has a type for addresses."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from trailview.plans.athena.sql import any_of, fits, literal
from trailview.question.parse import Network, network_of
from trailview.question.query import Pattern

_OCTET: Final = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"


def address_test(expression: str, values: Sequence[Pattern]) -> tuple[str, bool]:
    """A test of an address, and whether it is exact: for IPv6 ranges it is not.

    An IPv6 address has many spellings, of which only the first group is told.
    """
    networks = [net for value in values if (net := network_of(value)) is not None]
    others = [value for value in values if network_of(value) is None]
    tests = [fits(expression, others)] if others else []
    tests += [f"regexp_like({expression}, {literal(_pattern(net))})" for net in networks]
    return any_of(tests), not any(isinstance(net, IPv6Network) for net in networks)


def _pattern(network: Network) -> str:
    return _ipv4(network) if isinstance(network, IPv4Network) else _ipv6(network)


def _ipv4(network: IPv4Network) -> str:
    """A regular expression for just the addresses of a network."""
    first, last = network.network_address.packed, network.broadcast_address.packed
    octets = [_octet(low, high) for low, high in zip(first, last, strict=True)]
    return f"^{'[.]'.join(octets)}$"


def _octet(low: int, high: int) -> str:
    if low == high:
        return str(low)
    if (low, high) == (0, 255):
        return _OCTET
    return f"({'|'.join(str(number) for number in range(low, high + 1))})"


def _ipv6(network: IPv6Network) -> str:
    """A regular expression that all addresses of a network fit, and others too."""
    group = int.from_bytes(network.network_address.packed[:2], "big")
    if network.prefixlen < 16 or group == 0:
        return ":"
    return f"^(?i:0{{0,3}}{group:x}):"

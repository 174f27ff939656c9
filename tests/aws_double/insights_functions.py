"""The functions of Logs Insights, over the values that a field of a log event can have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final


class Moment(int):
    """A time in milliseconds since 1970 UTC."""

    def __str__(self) -> str:
        """As GetQueryResults writes it: `2026-11-23 16:22:53.798`."""
        time = datetime.fromtimestamp(self // 1000, UTC)
        return f"{time:%Y-%m-%d %H:%M:%S}.{self % 1000:03d}"


_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")

Scalar = str | int | float | None
"""What a field can hold; None where the event does not have it."""


@dataclass(frozen=True)
class Function:
    """A function of values."""

    apply: Callable[..., Scalar]
    least: int
    """The fewest arguments, as `most` is the most."""
    most: int
    is_test: bool = False
    """Whether it says yes or no and so may stand alone in a filter."""


def as_text(value: Scalar) -> str:
    """A value as the results show it; empty for None."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _of_texts(apply: Callable[..., Scalar]) -> Callable[..., Scalar]:
    """`apply` over the arguments as texts; None where one of them is absent."""

    def applied(*arguments: Scalar) -> Scalar:
        if any(argument is None for argument in arguments):
            return None
        return apply(*(as_text(argument) for argument in arguments))

    return applied


def _coalesce(*arguments: Scalar) -> Scalar:
    return next((argument for argument in arguments if argument is not None), None)


def floor_time(time: Scalar, span: Scalar) -> Scalar:
    """The start of the span of so many milliseconds that a time lies in."""
    if not isinstance(time, int) or not isinstance(span, int):
        return None
    return Moment(time - time % span)


@lru_cache(maxsize=256)
def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _in_subnet(*versions: int) -> Callable[..., Scalar]:
    def applied(address: str, subnet: str) -> Scalar:
        network = _network(subnet)
        try:
            found = ip_address(address)
        except ValueError:
            return 0
        return int(network is not None and found.version in versions and found in network)

    return _of_texts(applied)


FUNCTIONS: Final = {
    "ispresent": Function(lambda value: int(value is not None), 1, 1, is_test=True),
    "isempty": Function(lambda value: int(as_text(value) == ""), 1, 1, is_test=True),
    "isblank": Function(lambda value: int(not as_text(value).strip()), 1, 1, is_test=True),
    "isipinsubnet": Function(_in_subnet(4, 6), 2, 2, is_test=True),
    "isipv4insubnet": Function(_in_subnet(4), 2, 2, is_test=True),
    "isipv6insubnet": Function(_in_subnet(6), 2, 2, is_test=True),
    "strcontains": Function(_of_texts(lambda text, part: int(part in text)), 2, 2, is_test=True),
    "tolower": Function(_of_texts(str.lower), 1, 1),
    "toupper": Function(_of_texts(str.upper), 1, 1),
    "trim": Function(_of_texts(str.strip), 1, 1),
    "strlen": Function(_of_texts(len), 1, 1),
    "concat": Function(_of_texts(lambda *texts: "".join(texts)), 1, 100),
    "coalesce": Function(_coalesce, 1, 100),
    "datefloor": Function(floor_time, 2, 2),
    "bin": Function(floor_time, 1, 1),
}
"""By their names in lower case. `bin(span)` is `datefloor(@timestamp, span)`."""


def _numbers(values: Sequence[Scalar]) -> list[int | float]:
    return [value for value in map(number_of, values) if value is not None]


def number_of(value: Scalar) -> int | float | None:
    """A number, also one that is written as text; else None."""
    if not isinstance(value, str):
        return value
    return float(value) if _NUMBER.fullmatch(value) else None


def _extreme(pick: Callable[[list[int | float]], int | float]) -> Callable[..., Scalar]:
    def applied(values: Sequence[Scalar]) -> Scalar:
        numbers = _numbers(values)
        return pick(numbers) if numbers else None

    return applied


AGGREGATES: Final[dict[str, Callable[[Sequence[Scalar]], Scalar]]] = {
    "count": len,
    "count_distinct": lambda values: len(set(values)),
    "sum": lambda values: sum(_numbers(values)),
    "avg": _extreme(lambda numbers: sum(numbers) / len(numbers)),
    "min": _extreme(min),
    "max": _extreme(max),
    "earliest": lambda values: values[0] if values else None,
    "latest": lambda values: values[-1] if values else None,
}
"""From the values of a group that are present, earliest event first, to one value."""

"""Functions of Trino that DuckDB lacks or takes otherwise, for DuckDB to call.

Sources: the Trino documentation, pages "JSON functions" and "IP functions".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from ipaddress import ip_address, ip_network
from typing import Any, Final

_STEP: Final = re.compile(
    r"""\.(?P<name>[\w:$-]+)|\[(?P<index>\d+)\]|\[(?P<key>[\w-]+)\]|\["(?P<quoted>(?:[^"\\]|\\["\\])*)"\]"""
)


class _Number(str):
    """A JSON number, as it is written."""

    __slots__ = ()


class _Absent:
    """What a path finds where there is nothing."""


@lru_cache(maxsize=1024)
def json_path(path: str) -> tuple[str, ...]:
    """The steps of a path such as `$.a["odd.name"][0]`. Raises ValueError."""
    steps: list[str] = []
    at = 1
    while path.startswith("$") and at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            break
        at = match.end()
        quoted = match["quoted"]
        if quoted is not None:
            steps.append(re.sub(r"\\(.)", r"\1", quoted))
        else:
            steps.append(match["name"] or match["index"] or match["key"])
    if at < len(path) or not path.startswith("$"):
        raise ValueError(f"Invalid JSON path: '{path}'")
    return tuple(steps)


def _found(text: str, path: str) -> Any:
    try:
        value = json.loads(text, parse_float=_Number, parse_int=_Number, strict=False)
    except ValueError:
        return _Absent
    for step in json_path(path):
        if isinstance(value, dict):
            value = value.get(step, _Absent)
        elif isinstance(value, list) and step.isdigit():
            value = value[int(step)] if int(step) < len(value) else _Absent
        else:
            return _Absent
    return value


def json_extract_scalar(text: str, path: str) -> str | None:
    """The text, number or boolean at a path as text; None for anything else, and for no JSON."""
    value = _found(text, path)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str) else None


def json_extract(text: str, path: str) -> str | None:
    """The value at a path as JSON text."""
    value = _found(text, path)
    return None if value is _Absent else _dumped(value)


def _dumped(value: Any) -> str:
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        inner = (f"{json.dumps(key)}:{_dumped(item)}" for key, item in value.items())
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_dumped, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def ip(text: str) -> str:
    """An address. Raises ValueError where the text is none."""
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError(f"Cannot cast value to IPADDRESS: {text}") from None


def try_ip(text: str) -> str | None:
    """An address; None where the text is none."""
    try:
        return ip(text)
    except ValueError:
        return None


def in_prefix(prefix: str, address: str) -> bool:
    """Whether a network such as `10.0.0.0/8` contains an address."""
    try:
        network = ip_network(prefix, strict=False)
    except ValueError:
        raise ValueError(f"Cannot cast value to IPPREFIX: {prefix}") from None
    return ip_address(address) in network


def _null_through(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)  # DuckDB counts the parameters
    def called(*arguments: Any) -> Any:
        return None if None in arguments else function(*arguments)

    return called


FUNCTIONS: Final = {
    f"trino_{function.__name__}": (_null_through(function), parameters, result)
    for function, parameters, result in (
        (json_extract_scalar, 2, "VARCHAR"),
        (json_extract, 2, "VARCHAR"),
        (ip, 1, "VARCHAR"),
        (try_ip, 1, "VARCHAR"),
        (in_prefix, 2, "BOOLEAN"),
    )
}
"""By the name that DuckDB knows them by: the function, how many texts it takes, what it gives."""

_UNKNOWN: Final = "len(held) > list_aggregate(held, 'count')"
MACROS: Final = (
    "trino_any(held) AS CASE WHEN list_contains(held, true) THEN true "
    f"WHEN {_UNKNOWN} THEN NULL ELSE len(held) < 0 END",
    "trino_all(held) AS CASE WHEN list_contains(held, false) THEN false "
    f"WHEN {_UNKNOWN} THEN NULL ELSE len(held) >= 0 END",
)
"""Whether any or all of a list of verdicts hold; unknown where one that is might decide it."""

"""What calls and texts come to, worked out once for each that is met.

Every table is a dictionary that fills itself: a look-up is all there is to do
for what has been met before, and C code can do it for a whole column at once.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from trailview.events import block as layout
from trailview.events.head import BROKEN
from trailview.events.omitted import HIDDEN, is_omitted
from trailview.events.record import is_console, is_denied, read_only
from trailview.events.resource import request_resource, short_resource
from trailview.events.severity import Severity, base_severity
from trailview.events.times import seconds

_REMEMBERED: Final = 20_000
_REMEMBERED_BYTES: Final = 512


class Codes(dict[str | None, int]):
    """Codes for texts, given in the order in which texts first occur; None is 0."""

    def __init__(self) -> None:
        super().__init__({None: 0})
        self.fresh: list[str] = []

    def __missing__(self, text: str | None) -> int:
        assert text is not None
        code = self[text] = len(self)
        self.fresh.append(text)
        return code

    def take_fresh(self) -> list[str]:
        """The texts that got a code since this was last asked."""
        fresh, self.fresh = self.fresh, []
        return fresh


class Kind(NamedTuple):
    """What all calls of a kind have in common: codes, flags and base severity."""

    event: int
    service: int
    category: int
    bits: int
    grade: Severity


class Kinds(dict[tuple[object, ...], Kind]):
    """Kinds of calls, by name, source, category, `readOnly`, type and console flag."""

    def __init__(self, codes: dict[str, Codes]) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, key: tuple[object, ...]) -> Kind:
        name, source, category, event_type = map(_text, (key[0], key[1], key[2], key[4]))
        reads = read_only(_flag(key[3]), name)
        bits = layout.READ if reads else layout.WRITE
        if is_console(_flag(key[5]), event_type, source):
            bits |= layout.CONSOLE
        kind = self[key] = Kind(
            event=self._codes["event"][name],
            service=self._codes["service"][source],
            category=self._codes["category"][category or "Management"],
            bits=bits,
            grade=base_severity(name, reads),
        )
        return kind


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _flag(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value)


class ErrorBits(dict[str, int]):
    """The flags an error code sets."""

    def __missing__(self, code: str) -> int:
        bits = self[code] = layout.ERROR | (layout.DENIED if is_denied(code) else 0)
        return bits


class Hours(dict[str, int]):
    """Seconds since 1970 at the start of an hour written `YYYY-MM-DDTHH:`, else KeyError."""

    def __missing__(self, hour: str) -> int:
        time = seconds(f"{hour}00:00Z") if hour.endswith(":") else None
        if time is None:
            raise KeyError(hour)
        self[hour] = time
        return time


MINUTES: Final = {f"{minute:02}:": minute * 60 for minute in range(60)}
SECONDS: Final = {f"{second:02}Z": second for second in range(60)}
"""What minute and second, as they stand in a time, add to its hour."""


class Resources(dict[str | bytes, int]):
    """Codes of the resource that an ARN, or else the JSON of request parameters, names.

    Calls repeat; so do these. The latest thousands are remembered.
    """

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, said: str | bytes) -> int:
        named = said if isinstance(said, str) else _in_request(said)
        code = self._codes[short_resource(named) if named else None]
        if len(said) <= _REMEMBERED_BYTES:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[said] = code
        return code


def _in_request(request: bytes) -> str | None:
    """The most telling of request parameters."""
    try:
        parameters = msgspec.json.decode(request)
    except BROKEN:
        return None
    if not isinstance(parameters, dict):
        return None
    return HIDDEN if is_omitted(parameters) else request_resource(parameters)

"""Whether a record is one line of JSON that every reader takes."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msgspec import Raw
    from msgspec.json import Decoder

_STRING: Final = rb'"(?:[^"\\]|\\.)*"?'
_BREAKS: Final = rb"[\r\n]"


def is_line(raw: bytes) -> bool:
    """Whether it is valid JSON in UTF-8, and can be written on a line as it is."""
    return one_line(raw) == raw and is_valid(raw)


def one_line(raw: bytes) -> bytes:
    """A record as it was written, without the line breaks that were between its members."""
    raw = raw.strip()
    if b"\n" not in raw and b"\r" not in raw:
        return raw
    parts, end = [], 0
    for match in re.finditer(_STRING, raw, re.DOTALL):
        parts.append(re.sub(_BREAKS, b"", raw[end : match.start()]))
        parts.append(match[0].replace(b"\r", b"\\r").replace(b"\n", b"\\n"))
        end = match.end()
    parts.append(re.sub(_BREAKS, b"", raw[end:]))
    return b"".join(parts)


def is_valid(line: bytes) -> bool:
    """Whether a text is JSON in UTF-8, as the standard has it."""
    try:
        line.decode("utf-8")
        _any().decode(line)
    except UnicodeDecodeError:
        return False
    except RecursionError:
        return True  # it nests deeper than this decoder goes, which is no fault
    except ValueError:
        return _is_standard(line)
    return True


@cache
def _any() -> Decoder[Raw]:
    from msgspec import Raw
    from msgspec.json import Decoder

    return Decoder(Raw)


def _is_standard(line: bytes) -> bool:
    """The same, by a decoder that lets escaped lone surrogates through, as the standard does."""
    try:
        json.loads(line, parse_constant=_refuse)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)

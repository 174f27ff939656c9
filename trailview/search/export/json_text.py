"""Records written as JSON that every reader takes, whatever was in the file they came from."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import repeat
from operator import contains
from typing import Final

import msgspec

from trailview.events.rebuilt import dumps, loads, whole_members

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BREAKS: Final = re.compile(rb"[\r\n]")
_CONTROL: Final = re.compile(rb"[\x00-\x1f]")
_WRONG_ESCAPE: Final = re.compile(rb'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)', re.DOTALL)

_any: Final = msgspec.json.Decoder(msgspec.Raw)


def are_lines(texts: Sequence[bytes], joined: bytes) -> bool:
    """Whether texts, joined by line breaks, are valid JSON, each a line with nothing around it.

    Not always true where they are. They are looked at all at once: as many values as texts, each
    as long as its text, are these texts.
    """
    if b"\r" in joined or any(map(contains, texts, repeat(b"\n"))):
        return False
    try:
        if not joined.isascii():
            joined.decode("utf-8")
        values = _any.decode_lines(joined)
    except (ValueError, RecursionError):
        return False
    return [*map(len, values)] == [*map(len, texts)]


def one_line(raw: bytes) -> bytes:
    """A record as it was written, without the line breaks that were between its members."""
    raw = raw.strip()
    if b"\n" not in raw and b"\r" not in raw:
        return raw
    parts, end = [], 0
    for match in _STRING.finditer(raw):
        parts.append(_BREAKS.sub(b"", raw[end : match.start()]))
        parts.append(match[0].replace(b"\r", b"\\r").replace(b"\n", b"\\n"))
        end = match.end()
    parts.append(_BREAKS.sub(b"", raw[end:]))
    return b"".join(parts)


def is_valid(line: bytes) -> bool:
    """Whether a text is JSON in UTF-8, as the standard has it."""
    try:
        line.decode("utf-8")
        _any.decode(line)
    except UnicodeDecodeError:
        return False
    except RecursionError:
        return True  # it nests deeper than this decoder goes, which is no fault
    except ValueError:
        return _is_standard(line)
    return True


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


def repaired(line: bytes) -> bytes:
    """A record as valid JSON: with what is no UTF-8 replaced and what is raw escaped.

    Where that does not do, it is written anew from what can be read of it.
    """
    text = line.decode("utf-8", "replace").encode("utf-8")
    text = _STRING.sub(lambda match: _escaped(match[0]), text)
    if is_valid(text):
        return text
    try:
        return dumps(loads(line))
    except ValueError:
        return dumps(whole_members(line))


def _escaped(string: bytes) -> bytes:
    """A string with its raw control characters and wrong escapes written as they should be."""
    string = _CONTROL.sub(lambda match: b"\\u%04x" % match[0][0], string)
    return _WRONG_ESCAPE.sub(lambda match: match[0] if match[1] else b"\\\\", string)

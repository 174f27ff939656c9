"""Records written as JSON that every reader takes, whatever was in the file they came from."""

from __future__ import annotations

import re
from typing import Final

from trailview.events.json_line import is_valid

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_CONTROL: Final = re.compile(rb"[\x00-\x1f]")
_WRONG_ESCAPE: Final = re.compile(rb'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)', re.DOTALL)


def repaired(line: bytes) -> bytes:
    """A record as valid JSON: with what is no UTF-8 replaced and what is raw escaped.

    Where that does not do, it is written anew from what can be read of it.
    """
    text = line.decode("utf-8", "replace").encode("utf-8")
    text = _STRING.sub(lambda match: _escaped(match[0]), text)
    if is_valid(text):
        return text
    from trailview.events.rebuilt import dumps, loads, whole_members  # most are valid

    try:
        return dumps(loads(line))
    except ValueError:
        return dumps(whole_members(line))


def _escaped(string: bytes) -> bytes:
    """A string with its raw control characters and wrong escapes written as they should be."""
    string = _CONTROL.sub(lambda match: b"\\u%04x" % match[0][0], string)
    return _WRONG_ESCAPE.sub(lambda match: match[0] if match[1] else b"\\\\", string)

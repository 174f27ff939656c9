"""Records in YAML, as `--output yaml` of the AWS CLI writes them: JSON in quoted scalars.

A long scalar is folded over several lines, and quotes in it are doubled or
escaped. Only what is JSON is looked for; YAML as such is not read.
"""

from __future__ import annotations

import json
import re
from typing import Final

_LOOKS: Final = re.compile(rb"(?:\s*#[^\n]*\n|---[^\n]*\n|\s)*(?:-\s+)*[\w\"'@./-]{1,64}:(?:\s|$)")
_SINGLE: Final = re.compile(rb"(?<=[:-] )'(?=\s*[{\[])((?:[^']++|'')*+)'")
_DOUBLE: Final = re.compile(rb'(?<=[:-] )"(?=\s*\{\\?)((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_FOLD: Final = re.compile(rb"[ \t]*\n[ \t]*((?:\n[ \t]*)*)")
_JOIN: Final = re.compile(rb"\\\n[ \t]*\\?")


def looks_like_yaml(data: bytes) -> bool:
    """Whether a text begins as YAML does, with a member on a line of its own."""
    return _LOOKS.match(data[:2_048]) is not None


def unquoted(data: bytes) -> bytes:
    """The same text with the JSON in its quoted scalars as JSON. Lines stay where they are."""
    data = _SINGLE.sub(_from_single, data)
    return _DOUBLE.sub(_from_double, data)


def _from_single(match: re.Match[bytes]) -> bytes:
    return _unfolded(match[1].replace(b"''", b"'"))


def _from_double(match: re.Match[bytes]) -> bytes:
    inner = _JOIN.sub(b"", match[1])
    try:
        return str(json.loads(b'"' + _unfolded(inner) + b'"')).encode("utf-8", "replace")
    except ValueError:
        return match[0]


def _unfolded(text: bytes) -> bytes:
    """A scalar on one line: a line break is a space, a blank line one break."""
    if b"\n" not in text:
        return text
    return _FOLD.sub(lambda fold: b"\\n" * fold[1].count(b"\n") or b" ", text)

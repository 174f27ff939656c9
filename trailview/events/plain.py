"""A record's JSON in a form in which texts can be looked for."""

from __future__ import annotations

from typing import Final

import msgspec

from trailview.events.broken import BROKEN

_decode: Final = msgspec.json.Decoder().decode
_encode: Final = msgspec.json.Encoder().encode


def plain_text(record: bytes) -> bytes:
    """A record's JSON, written anew and in lower case; empty where that is not plain.

    Plain is ASCII without escapes. Each member is there once, so all that can
    only stand in a name or a text is in one that the record has.
    """
    try:
        text = _encode(_decode(record)).lower()
    except BROKEN:
        return b""
    is_plain = text.startswith(b"{") and text.isascii() and b"\\" not in text
    return text if is_plain else b""

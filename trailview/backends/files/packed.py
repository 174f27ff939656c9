"""Text in which something else is packed: base64, of gzip or of plain JSON.

So CloudWatch Logs hands events to Lambda, Kinesis and Firehose.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from trailview.backends.files.compression import inflate

_STARTS: Final = (b"H4sI", b"eyJ", b"W3si")  # gzip, `{"`, `[{"`
_MOST: Final = 32 << 20


def unpacked(text: bytes) -> bytes:
    """The JSON that is packed in a text; empty where there is none."""
    if not text.startswith(_STARTS) or len(text) > _MOST:
        return b""
    try:
        data = base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""
    return inflate(data, _MOST).text

"""Sizes as people write them: `512M`, `2G`."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}
_SIZE: Final = re.compile(r"\s*(\d{1,9})\s*([kmgt]?)(?:i?b)?\s*", re.IGNORECASE | re.ASCII)


def size_in_bytes(text: str) -> int:
    """The bytes in a size such as `192M` or `2 GB`, in steps of 1,024. Raises ValueError."""
    match = _SIZE.fullmatch(text)
    size = int(match[1]) << _UNITS[match[2].lower()] if match else 0
    if not size:
        raise ValueError(f"{text!r} is no size such as 192M or 2G")
    return size

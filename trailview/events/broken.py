"""What msgspec raises for JSON that it does not take."""

from __future__ import annotations

from typing import Final

import msgspec

BROKEN: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""For text that is no JSON or of another type than was asked for, no UTF-8, or nests too deep."""

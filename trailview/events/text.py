"""Text for people: what is untrusted made safe to show, and things counted.

Names, messages and keys in a record are chosen by whoever made the call, so
they may hold escape sequences, bidirectional overrides or invisible
characters. `printable` makes each of them visible instead of effective.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code == 0x202F:
        return " "
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def printable(text: str) -> str:
    """`text` with every control, invisible or direction-changing character made visible.

    C0 controls become their Unicode pictures (one cell each), all others a
    `\\uXXXX` escape; a narrow no-break space becomes a space. Text without
    any is returned as it is. Combining marks at the very start, which would
    sit on a character outside the text, are escaped too.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _UNSAFE.sub(_visible, text)
    if shown and unicodedata.combining(shown[0]):
        return f"\\u{ord(shown[0]):04x}{shown[1:]}"
    return shown


def counted(number: int, noun: str) -> str:
    """So many of something: `1 event`, `2,140 events`. The noun is in the singular."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def is_printable(text: str) -> bool:
    """Whether `printable` would leave `text` as it is."""
    return printable(text) == text

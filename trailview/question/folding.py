"""Letters without regard to case: what `~` before a value means, said once.

Letters of ASCII fold among themselves, and so does every other letter whose
small form is one character beyond ASCII; nothing else folds. This is less
than any other folding there is: SQL's `lower`, Insights' and RE2's `(?i)` and
character classes take two texts of ASCII for equal wherever this does. So a
value of ASCII that is pushed to a service never loses a row by it. A value
with letters beyond ASCII is pushed as `relaxed`, as not every service folds
those.
"""

from __future__ import annotations

import re
from typing import Final

from trailview.events.pattern import Pattern

_PRINTABLE: Final = re.compile("[ -~]+")
"""What the regular expressions of filter patterns can hold."""
_PLAIN: Final = frozenset("0123456789:_#=@/;,-")
"""What stands in them for itself, besides letters."""
_OPERATORS: Final = frozenset(r"^$?[]{}|\*+.")
"""What stands for itself behind a backslash. All else is written by its number."""


def relaxed(pattern: Pattern) -> Pattern:
    """A pattern that fits at least what `pattern` does, however a service folds letters.

    It has `*` in place of every letter beyond ASCII that has another case.
    """
    pieces = [""]
    for number, piece in enumerate(pattern.pieces):
        if number:
            pieces.append("")
        for character in piece:
            if not character.isascii() and _has_cases(character):
                pieces.append("")
            else:
                pieces[-1] += character
    return Pattern(tuple(pieces))


def _has_cases(character: str) -> bool:
    return character.lower() != character or character.upper() != character


def class_expression(pattern: Pattern) -> str | None:
    """A regular expression for filter patterns, `^[Aa][Ll]…$`; None where it would say nothing.

    It is found in every value that fits without regard to case. A text
    without wildcards is said whole where it is printable ASCII; of any other
    pattern the longest run of such characters is, as `.*` does not span lines.
    The grammar is that of the CloudWatch Logs user guide, page "Filter pattern
    syntax for metric filters, subscription filters, filter log events, and
    Live Tail".
    """
    if pattern.literal == "":
        return "^$"
    runs = [
        (match, piece, number)
        for number, piece in enumerate(pattern.pieces)
        for match in _PRINTABLE.finditer(piece)
    ]
    if not runs:
        return None
    match, piece, number = max(runs, key=lambda run: len(run[0][0]))
    is_first = number == 0 and match.start() == 0
    is_last = number == len(pattern.pieces) - 1 and match.end() == len(piece)
    letters = "".join(map(_either_case, match[0]))
    return f"{'^' if is_first else ''}{letters}{'$' if is_last else ''}"


def _either_case(character: str) -> str:
    if character.isalpha():
        return f"[{character.upper()}{character.lower()}]"
    if character in _PLAIN:
        return character
    return f"\\{character}" if character in _OPERATORS else f"\\x{ord(character):02x}"

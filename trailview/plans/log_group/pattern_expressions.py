"""Regular expressions in the syntax that filter patterns have, which is a small one.

It has neither parentheses nor flags, and no character but printable ASCII
(CloudWatch Logs user guide, "Filter pattern syntax"). What `.` leaves out is
not documented, so it is not said either.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from trailview.events.required import NotSureError, tokens
from trailview.plans.log_group.joined import InexpressibleError
from trailview.question.portable import is_folding

_PLAIN: Final = re.compile(r"[A-Za-z0-9:_#=@/;,-]")
"""What stands for itself; a space and `-` outside a set do too."""
_OPERATORS: Final = frozenset(r"^$?[]{}|\*+.")
_CLASSES: Final = {r"\d": "[0-9]", r"\w": "[A-Za-z0-9_]", r"\s": r"\s", "^": "^", "$": "$"}
_SET: Final = re.compile(r"\[\^?[A-Za-z0-9:_#=@/;,-]+\]")
_FOLDED_TO: Final = frozenset("ks")
_REPEATED: Final = re.compile(r"[*+?]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\}")


@lru_cache(maxsize=256)
def pattern_expression(source: str) -> str | None:
    """An expression that is found wherever RE2 finds `source`; None where there is no way."""
    try:
        found = list(tokens(source))
        folds = bool(found) and is_folding(found[0])
        return "".join(_written(token, folds) for token in found[folds:]) or None
    except (NotSureError, InexpressibleError):
        return None


def _either_case(letter: str) -> str:
    """A letter in capitals or not; `.` where one beyond ASCII folds to it."""
    small = letter.lower()
    return "." if small in _FOLDED_TO else f"[{small.upper()}{small}]"


def _written(token: re.Match[str], folds: bool) -> str:
    text = token[0]
    if token["some"] and text in _CLASSES and not (folds and text == r"\w"):
        return _CLASSES[text]
    if token["branch"] or (token["set"] and not folds and _SET.fullmatch(text)):
        return text
    if (token["maybe"] or token["more"]) and _REPEATED.fullmatch(text):
        return text
    character = token["escaped"] or token["plain"]
    if character and _PLAIN.fullmatch(character):
        return _either_case(character) if folds and character.isalpha() else character
    if character and character in _OPERATORS:
        return f"\\{character}"
    if character and " " <= character <= "~":
        return f"\\x{ord(character):02x}"
    raise InexpressibleError

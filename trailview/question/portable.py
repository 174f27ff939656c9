"""Regular expressions for engines that are not RE2: those of services.

An expression is pushed to a service only where the service's engine finds it
in everything in which RE2 does. Engines differ in what `.`, `\\w`, `\\b` and
`(?i)` mean, and in what may stand in a set: so only what all of them read
alike, or read as more, is written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from trailview.events.required import NotSureError, tokens

_WRITTEN: Final = {
    ".": "[^\\n]",
    r"\d": "[0-9]",
    r"\w": "[0-9A-Za-z_]",
    r"\s": "[\\t\\n\\f\\r ]",
    "^": "^",
    "$": "$",
}
"""What stands for one character, or a place, and how it is written for every engine.

`$` is found before a last line's end too by some, and `^` behind any: that is more.
"""
_IN_SET: Final = r"(?:[ !\"#$%'()*+,./0-9:;<=>?@A-Z_`a-z{|}~]|\\[-\]^\\\[&.]|-)"
_SET: Final = re.compile(rf"\[\^?{_IN_SET}+\]")
"""Sets of ASCII without classes: `[` and `&&` in a set are operators in Java's engines."""
_PLAIN: Final = re.compile(r"[ !\"#%&',/0-9:;<=>@A-Z_`a-z~-]")
"""Characters that stand for themselves in every engine; `{`, `}` and `]` do not."""

_LETTER: Final = re.compile(r"[A-Za-z]")
_FOLDING: Final = {"k": "\N{KELVIN SIGN}", "s": "\N{LATIN SMALL LETTER LONG S}"}
"""The letters beyond ASCII that fold to one of it."""


@lru_cache(maxsize=256)
def portable(source: str) -> str | None:
    """An expression that any engine finds wherever RE2 finds `source`; None where none is sure.

    It says the same as `source`, or a little more. What RE2 refuses is to be
    refused before.
    """
    try:
        found = list(tokens(source))
        folds = bool(found) and is_folding(found[0])
        return "".join(_rewritten(token, folds) for token in found[folds:])
    except NotSureError:
        return None


def is_folding(token: re.Match[str]) -> bool:
    """Whether a token is `(?i)`: what stands behind it is found in capitals or not."""
    return token["from"] == "i" and token["until"] is None


def _rewritten(token: re.Match[str], folds: bool) -> str:
    text = token[0]
    if token["some"] and text in _WRITTEN and not (folds and text == r"\w"):
        return _WRITTEN[text]
    if token["open"] and not token["on"] and not token["off"]:
        return "(?:"
    if token["set"] and _SET.fullmatch(text) and not (folds and _LETTER.search(text)):
        return text
    if token["plain"] and _PLAIN.fullmatch(text):
        return _in_either_case(text) if folds else text
    if any(token[name] for name in ("close", "branch", "maybe", "more", "escaped")):
        return text
    raise NotSureError


def _in_either_case(character: str) -> str:
    """A letter as RE2 folds it: two beyond ASCII fold to one of it."""
    if not _LETTER.fullmatch(character):
        return character
    small = character.lower()
    return f"[{small.upper()}{small}{_FOLDING.get(small, '')}]"

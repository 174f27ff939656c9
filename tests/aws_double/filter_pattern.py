"""CloudWatch Logs filter patterns: what FilterLogEvents and Live Tail take.

JSON patterns, terms (`A B`, `?A ?B`, `-A`, `"a phrase"`) and a lone `%regex%`.
Where the documentation leaves open what a pattern means, this one matches
less, or is refused, so that a plan which loses nothing here loses nothing there.
Patterns for space-delimited messages are refused: CloudTrail's are JSON.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

from tests.aws_double.filter_json import parse_json
from tests.aws_double.filter_values import PatternError, Regex, regex_value

__all__ = ["Pattern", "PatternError", "parse_pattern"]

MOST_CHARACTERS: Final = 1024
_TERM: Final = re.compile(r'(?P<mark>[?-]?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))(?=\s|$)')
_WORD: Final = re.compile(r"\w+")


class Pattern(Protocol):
    """A filter pattern."""

    def matches(self, message: str) -> bool:
        """Whether a log event with that message is returned."""
        ...


@dataclass(frozen=True)
class Everything:
    """An empty pattern, or `" "`."""

    def matches(self, message: str) -> bool:
        return True


@dataclass(frozen=True)
class Terms:
    """Texts that the message has to have or must not have, anywhere; capitals count."""

    needed: tuple[str, ...]
    excluded: tuple[str, ...]
    optional: tuple[str, ...]
    """One of these has to be there; ignored beside others."""

    def matches(self, message: str) -> bool:
        if not self.needed and not self.excluded:
            return any(term in message for term in self.optional)
        return all(term in message for term in self.needed) and not any(
            term in message for term in self.excluded
        )


@dataclass(frozen=True)
class Expression:
    """A regular expression over the whole message."""

    regex: Regex

    def matches(self, message: str) -> bool:
        return self.regex.fits(message)


def parse_pattern(text: str) -> Pattern:
    """Raises PatternError, which is a ValueError."""
    if len(text) > MOST_CHARACTERS:
        raise PatternError(f"A filter pattern has at most {MOST_CHARACTERS} characters")
    text = text.strip()
    if text.strip('"').strip() == "":
        return Everything()
    if text.startswith("{"):
        return parse_json(text)
    if text.startswith("%") and text.endswith("%") and len(text) > 2:
        return Expression(regex_value(text[1:-1]))
    return _terms(text)


def _terms(text: str) -> Terms:
    found: dict[str, list[str]] = {"": [], "-": [], "?": []}
    place = 0
    while place < len(text):
        match = _TERM.match(text, place)
        if match is None or (match["word"] and not _WORD.fullmatch(match["word"])):
            raise PatternError(f"Invalid character(s) in term '{text[place:]}'")
        found[match["mark"]].append(match["phrase"] or match["word"] or "")
        place = match.end()
        while place < len(text) and text[place].isspace():
            place += 1
    return Terms(tuple(found[""]), tuple(found["-"]), tuple(found["?"]))

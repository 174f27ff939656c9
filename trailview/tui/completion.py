"""What can stand at the cursor in a question: field names, counted values, or `or`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from trailview.question.fields import FIELDS, Compare, find_field

Suggest = Callable[[str, str, int], list[tuple[str, int]]]
"""Values of a field that begin with a prefix, with their counts; at most so many."""

LIMIT: Final = 8
_NEEDS_QUOTES: Final = re.compile(r'[\s,"\\*()]|\A[~/]')
_UNFINISHED: Final = re.compile(r'(?:[^\s"\\]|\\.|"(?:[^"\\]|\\.)*"?)*\Z')
_OPENED: Final = re.compile(r"(?:-?\()*-?")
"""What stands before a term: the beginning of groups, and what negates."""
_LACKS_TERM: Final = re.compile(r"(?:\A|[\s)])(?:or|OR)\Z|\(\Z")
"""Ends of a question after which a term has to come, and no `or` can."""
_OR: Final = ("or", "OR")


class Suggestion(NamedTuple):
    """One completion."""

    insert: str
    """What replaces the text from `Completion.start` to the cursor."""
    shown: str
    note: str
    """A count, or what the field reads."""


class Completion(NamedTuple):
    """The choices for `text[start:cursor]`."""

    text: str
    cursor: int
    start: int = 0
    choices: tuple[Suggestion, ...] = ()
    doubts: tuple[str, ...] = ()
    """What of the text cannot occur, a sentence each."""

    def accept(self, choice: Suggestion) -> tuple[str, int]:
        """The text with the choice put in, and where the cursor then stands."""
        head = self.text[: self.start] + choice.insert
        return head + self.text[self.cursor :], len(head)


def quoted(value: str) -> str:
    """A value as it is typed in a question, wildcards in it taken as they are."""
    if not _NEEDS_QUOTES.search(value):
        return value
    escaped = re.sub(r'(["\\*])', r"\\\1", value)
    return f'"{escaped}"'


def word_before(text: str, cursor: int) -> str:
    """What of a term stands before the cursor."""
    found = _UNFINISHED.search(text[:cursor])
    return found[0] if found else ""


def complete(text: str, cursor: int, suggest: Suggest) -> Completion:
    """What could follow. Asks `suggest` for values: may take milliseconds."""
    word = word_before(text, cursor)
    start = cursor - len(word)
    before = text[:start]
    opened = _OPENED.match(word)
    assert opened is not None, "it can be empty"
    word, start = word[opened.end() :], start + opened.end()
    name, colon, value = word.partition(":")
    if not word or word.startswith(('"', "$")):
        return Completion(text, cursor)
    if not colon:
        choices = () if opened[0] else _alternative(name, before)
        return Completion(text, cursor, start, (*choices, *_fields(name))[:LIMIT])
    value = value.rpartition(",")[2].removeprefix("~")
    if value.startswith("/"):
        return Completion(text, cursor)  # an expression
    return Completion(text, cursor, cursor - len(value), values(name, value.strip('"'), suggest))


def values(name: str, prefix: str, suggest: Suggest) -> tuple[Suggestion, ...]:
    """The values of a field that begin with `prefix`, most frequent first."""
    field = find_field(name)
    if field is None:
        return ()
    counted = suggest(field.name, prefix, LIMIT)
    if not counted and field.compare is Compare.FLAG:
        return tuple(Suggestion(word, word, "") for word in field.words if word.startswith(prefix))
    return tuple(Suggestion(quoted(value), value, f"{count:,}") for value, count in counted)


def _alternative(prefix: str, before: str) -> tuple[Suggestion, ...]:
    """The word between alternatives, where there is one before it."""
    words = [word for word in _OR if word.startswith(prefix)]
    if not words or not before.strip() or _LACKS_TERM.search(before.rstrip()):
        return ()
    return (Suggestion(f"{words[0]} ", words[0], "alternatives: the one or the other"),)


def _fields(prefix: str) -> tuple[Suggestion, ...]:
    rows = [row for row in FIELDS if any(name.startswith(prefix) for name in row.names)]
    return tuple(Suggestion(f"{row.name}:", row.name, row.plain_doc) for row in rows[:LIMIT])

"""A record as lines of JSON: what the detail pane shows, folds and searches.

Nothing is decoded that is not looked at: the record is laid out by msgspec in
one go, and a line is taken apart when it is drawn. Duplicate members, the
spelling of numbers and the order of members stay as they were written.
"""

from __future__ import annotations

import json
import re
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

from trailview.events.text import printable

INDENT: Final = 2
_LINE: Final = re.compile(r'( *)(?:("(?:[^"\\]|\\.)*"): )?(.*?)(,?)', re.DOTALL)


class TokenKind(Enum):
    """What a line's value is."""

    STRING = "string"
    NUMBER = "number"
    LITERAL = "literal"
    """true, false or null"""
    OPEN = "open"
    """The beginning of an object or a list that is not empty."""
    CLOSE = "close"
    EMPTY = "empty"
    """`{}` or `[]`"""
    TEXT = "text"
    """A line of a record that is no JSON."""


class JsonLine(NamedTuple):
    """One line taken apart."""

    depth: int
    key: str | None
    """The member's name, decoded; None in a list and where a container closes."""
    value: str
    """JSON text of a scalar, or the bracket."""
    kind: TokenKind
    comma: bool


class Document:
    """A record's lines. Lines are numbered from 0 and never change."""

    def __init__(self, raw: bytes) -> None:
        self.lines, self.is_json = _laid_out(raw)
        self._parents, self._ordinals, self._ends = _structure(self.lines, self.is_json)

    def __len__(self) -> int:
        return len(self.lines)

    def line(self, number: int) -> JsonLine:
        """The line of this number, taken apart for drawing."""
        return _take_apart(self.lines[number]) if self.is_json else _plain(self.lines[number])

    def end(self, number: int) -> int | None:
        """The line that closes the container which opens on this one."""
        return self._ends.get(number)

    def parent(self, number: int) -> int | None:
        """The line on which the container that holds this one opens."""
        found = self._parents[number] if self.is_json else -1
        return None if found < 0 else found

    def path(self, number: int) -> tuple[str | int, ...]:
        """Where the line's value is: member names and list indexes from the top."""
        if not self.is_json:
            return ()
        parts: list[str | int] = []
        current = number
        while current >= 0:
            parent = self._parents[current]
            if parent >= 0:
                key = self.line(current).key
                parts.append(self._ordinals[current] if key is None else key)
            current = parent
        if self.line(number).kind is TokenKind.CLOSE and parts:
            parts.pop(0)
        return tuple(reversed(parts))

    def value(self, number: int) -> str | None:
        """The line's scalar as text, as a question compares it; None for containers and null."""
        line = self.line(number)
        if line.kind is TokenKind.STRING:
            return string_value(line.value)
        if line.kind is TokenKind.NUMBER or line.value in ("true", "false"):
            return line.value
        return None

    def shown(self, number: int) -> str:
        """The line's key and value as they are shown, for search."""
        line = self.line(number)
        key = "" if line.key is None else f"{printable(line.key)}: "
        return key + shown_value(line)

    def size(self, number: int) -> int:
        """How many members or items the container that opens on a line has."""
        end = self._ends.get(number, number)
        return self._ordinals[end] if end > number else 0


def string_value(text: str) -> str:
    """The value of a JSON string; the text between its quotes where that is broken."""
    try:
        value = json.loads(text, strict=False)
    except ValueError:
        return text.strip('"')
    return value if isinstance(value, str) else text


def shown_value(line: JsonLine) -> str:
    """A line's value as it is shown: strings decoded, nothing unprintable."""
    if line.kind is TokenKind.STRING:
        return f'"{printable(string_value(line.value))}"'
    return printable(line.value)


def _laid_out(raw: bytes) -> tuple[list[str], bool]:
    """The record's lines, and whether they are JSON; else its text, cut at line ends."""
    import msgspec

    text = raw.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        laid_out = msgspec.json.format(text, indent=INDENT)
    except (msgspec.DecodeError, RecursionError):
        return _by_hand(text)
    return laid_out.split("\n"), True


_WORD: Final = re.compile(
    r'\s*("(?:[^"\\]|\\.)*"|[\[\]{}:,]|true|false|null|-?\d[\d.eE+-]*)', re.DOTALL
)


_CLOSING: Final = {"{": "}", "[": "]"}
_DEEPEST: Final = 5_000
"""Levels; the indentation of more would take more memory than there is."""


def _by_hand(text: str) -> tuple[list[str], bool]:
    """The same for what nests too deep, or has control characters in its strings.

    Text that is no JSON, or nests deeper than anyone looks, comes back as it is.
    """
    lines: list[str] = []
    current, depth, at = "", 0, 0
    stack: list[str] = []
    end = len(text.rstrip())
    as_it_is = text.splitlines() or [""], False
    while at < end:
        match = _WORD.match(text, at, end)
        if match is None or len(stack) > _DEEPEST:
            return as_it_is
        word, at = match[1], match.end()
        if word in _CLOSING:
            following = _WORD.match(text, at, end)
            if following is not None and following[1] == _CLOSING[word]:
                current, at = current + word + following[1], following.end()
                continue
            lines.append(" " * depth + current + word)
            stack.append(_CLOSING[word])
            current, depth = "", depth + INDENT
        elif word in ("}", "]"):
            if not stack or stack.pop() != word:
                return as_it_is
            if current:
                lines.append(" " * depth + current)
            depth -= INDENT
            current = word
        elif word == ",":
            lines.append(" " * depth + current + ",")
            current = ""
        elif word == ":":
            current += ": "
        elif current and not current.endswith(": "):
            return as_it_is
        else:
            current += word.replace("\n", "\\n").replace("\r", "\\r")
    if current:
        lines.append(" " * depth + current)
    return (lines, True) if lines and not stack else as_it_is


def _structure(lines: list[str], is_json: bool) -> tuple[list[int], list[int], dict[int, int]]:
    """For each line its parent's line (or -1) and its ordinal there; where containers end.

    The ordinal of a closing line is the number of items in the container.
    """
    if not is_json:
        return [], [], {}
    parents, ordinals = [-1] * len(lines), [0] * len(lines)
    ends: dict[int, int] = {}
    open_lines: list[int] = []
    counts: list[int] = []
    for number, text in enumerate(lines):
        first = text.lstrip(" ")[:1]
        if first in "}]" and open_lines:
            opened = open_lines.pop()
            ends[opened] = number
            parents[number] = opened
            ordinals[number] = counts.pop()
            continue
        if open_lines:
            parents[number] = open_lines[-1]
            ordinals[number] = counts[-1]
            counts[-1] += 1
        if text.endswith(("{", "[")):
            open_lines.append(number)
            counts.append(0)
    return parents, ordinals, ends


@lru_cache(maxsize=2048)
def _take_apart(text: str) -> JsonLine:
    match = _LINE.fullmatch(text)
    assert match is not None
    indent, key, value, comma = match.groups()
    name = None if key is None else string_value(key)
    return JsonLine(len(indent) // INDENT, name, value, _kind(value), bool(comma))


def _kind(value: str) -> TokenKind:
    if value.startswith('"'):
        return TokenKind.STRING
    if value in ("{", "["):
        return TokenKind.OPEN
    if value in ("}", "]"):
        return TokenKind.CLOSE
    if value in ("{}", "[]"):
        return TokenKind.EMPTY
    return TokenKind.LITERAL if value in ("true", "false", "null") else TokenKind.NUMBER


def _plain(text: str) -> JsonLine:
    return JsonLine(0, None, text, TokenKind.TEXT, False)

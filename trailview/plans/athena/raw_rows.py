"""Records out of rows that a statement typed by hand gives: `SELECT *` above all.

Athena writes structs and lists in such rows as text that is made to be looked
at, `{type=IAMUser, arn=null}`: names and values without quotes. Where that can
be read in one way only, a record is rebuilt from it; else it stays a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from trailview.plans.athena.record import MEMBERS, STRUCTS, record_of, spelled

_ALWAYS: Final = frozenset(
    {
        *("eventversion", "eventid", "eventtime", "eventsource", "eventname"),
        *("awsregion", "useridentity"),
    }
)
"""Columns without which a row is no whole record."""
_NAME: Final = re.compile(r"([^={}\[\],\s]+)=")
_END: Final = re.compile(r", [^={}\[\],\s]+=|[}\]]")
"""What stands behind a value: the next member's name, or the end of the struct."""
_DEEPEST: Final = 20


def is_record(columns: Sequence[str]) -> bool:
    """Whether rows with these columns are whole records."""
    return {name.lower() for name in columns} >= _ALWAYS


def record_of_texts(columns: Sequence[str], values: Sequence[str | None]) -> bytes:
    """The record as JSON. Columns that are no members of a record are left out."""
    kept: dict[str, str | None] = {}
    for column, value in zip(columns, values, strict=True):
        name = spelled(column)
        if name in MEMBERS and name not in kept:
            kept[name] = _json_text(value) if value and name in STRUCTS else value
    return record_of(tuple(kept), tuple(kept.values()))


def _json_text(text: str) -> str:
    """A struct's text as JSON; unchanged where it is that, or cannot be read."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        try:
            return json.dumps(struct_of(text), ensure_ascii=False)
        except ValueError:
            return text
    return text


def struct_of(text: str) -> Any:
    """The value of a struct or a list as Athena writes it; all within are texts, or None.

    Raises ValueError for a text that makes none, or whose values hold what
    could as well be more members.
    """
    value, end = _value(text, 0, 0)
    if end != len(text) or isinstance(value, str):
        raise ValueError(text)
    return value


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins at a character, and where it ends."""
    if depth > _DEEPEST:
        raise ValueError(text)
    if text.startswith("{", at):
        return _members(text, at + 1, depth)
    if text.startswith("[", at):
        return _items(text, at + 1, depth)
    found = _END.search(text, at)
    end = len(text) if found is None else found.start()
    plain = text[at:end]
    return (None if plain == "null" else plain), end


def _members(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    members: dict[str, Any] = {}
    while not text.startswith("}", at):
        name = _NAME.match(text, at)
        if name is None or name[1] in members:
            raise ValueError(text)
        members[name[1]], at = _value(text, name.end(), depth + 1)
        at = _behind(text, at, "}")
    return members, at + 1


def _items(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    """Items of a list, which are structs: a text could hold what separates them."""
    items = []
    while not text.startswith("]", at):
        if not text.startswith(("{", "null"), at):
            raise ValueError(text)
        item, at = (None, at + 4) if text.startswith("null", at) else _value(text, at, depth + 1)
        items.append(item)
        at = _behind(text, at, "]")
    return items, at + 1


def _behind(text: str, at: int, end: str) -> int:
    """Where the next member begins, or where `end` stands."""
    if text.startswith(", ", at):
        return at + 2
    if text.startswith(end, at):
        return at
    raise ValueError(text)

"""On which line of a TOML document each of its members stands: tomllib does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SettingPath = tuple[str, ...]
"""The names that lead to a member, from the outermost table."""


def line_of(text: str, path: SettingPath) -> int | None:
    """The line, counted from 1, on which the member begins. `text` is a valid document."""
    for number, names in _statements(text):
        if names[: len(path)] == path:
            return number
    return None


def _statements(text: str) -> Iterator[tuple[int, SettingPath]]:
    """Every member with the line on which its statement begins.

    A statement is as many lines as are valid TOML by themselves, so strings
    and lists over several lines are one.
    """
    import tomllib

    table: SettingPath = ()
    pending: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        pending.append(line)
        try:
            made = tomllib.loads("\n".join(pending))
        except tomllib.TOMLDecodeError:
            continue
        begins, is_header = number - len(pending) + 1, pending[0].lstrip().startswith("[")
        pending = []
        found = list(_members(made))
        if is_header and found:
            table = found[-1]
            yield begins, table
        else:
            yield from ((begins, (*table, *path)) for path in found)


def _members(made: Mapping[str, Any], above: SettingPath = ()) -> Iterator[SettingPath]:
    """The paths of all members, outer ones first; a list's elements are no members."""
    for name, value in made.items():
        path = (*above, name)
        yield path
        if isinstance(value, Mapping):
            yield from _members(value, path)

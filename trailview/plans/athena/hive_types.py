"""The types of a table's columns, read from the text that Glue writes them in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(r"\s*(`(?:[^`]|``)*`|[<>:,]|[^<>:,`\s]+)")
_DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class HiveType:
    """A column's type: `string`, `struct<…>`, `array<…>`, `map<…>` …"""

    kind: str
    """`struct`, `array` or `map`; else the type's whole text in lower case."""
    members: tuple[tuple[str, HiveType], ...] = ()
    """A struct's members, by their names in lower case."""
    element: HiveType | None = None
    """An array's items, or a map's values."""

    def member(self, name: str) -> HiveType | None:
        """The type of a struct's member; None where there is none."""
        return next((kind for known, kind in self.members if known == name), None)

    @property
    def is_text(self) -> bool:
        """Whether it holds text."""
        return self.kind == "string" or self.kind.startswith(("varchar", "char"))

    @property
    def is_nested(self) -> bool:
        """Whether it has members or items."""
        return self.kind in ("struct", "array", "map")


def parse_type(text: str) -> HiveType:
    """The type that `text` names; one that is not understood is its own text, without parts."""
    reader = _Reader(_TOKEN.findall(text))
    try:
        found = reader.type(0)
        if reader.rest:
            raise ValueError(text)
    except (IndexError, ValueError):
        return HiveType(text.strip().lower())
    return found


class _Reader:
    """Reads tokens from left to right. Raises IndexError or ValueError where they make no type."""

    def __init__(self, tokens: list[str]) -> None:
        self.rest = tokens[::-1]

    def expect(self, token: str) -> None:
        if self.rest.pop() != token:
            raise ValueError(token)

    def type(self, depth: int) -> HiveType:
        if depth > _DEEPEST:
            raise ValueError("nested too deep")
        kind = self.rest.pop().lower()
        if kind == "struct":
            return HiveType(kind, members=self._members(depth))
        if kind == "array":
            self.expect("<")
            element = self.type(depth + 1)
            self.expect(">")
            return HiveType(kind, element=element)
        if kind == "map":
            self.expect("<")
            self.type(depth + 1)
            self.expect(",")
            element = self.type(depth + 1)
            self.expect(">")
            return HiveType(kind, element=element)
        if kind.startswith("decimal("):
            while not kind.endswith(")"):
                kind += self.rest.pop()
        if kind in "<>:,":
            raise ValueError(kind)
        return HiveType(kind)

    def _members(self, depth: int) -> tuple[tuple[str, HiveType], ...]:
        self.expect("<")
        found = []
        while True:
            name = self.rest.pop()
            if name.startswith("`"):
                name = name[1:-1].replace("``", "`")
            self.expect(":")
            found.append((name.lower(), self.type(depth + 1)))
            following = self.rest.pop()
            if following == ">":
                return tuple(found)
            if following != ",":
                raise ValueError(following)

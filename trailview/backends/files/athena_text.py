"""Structs as Athena and CloudTrail Lake write them: `{type=IAMUser, arn=null, tags=[a, b]}`.

Nothing is quoted there, so a value may hold what looks like the next member. A
comma ends a value where a name and `=` follow it; of `userIdentity`, where
one of its documented names does.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

_NAME: Final = re.compile(r"\s*([A-Za-z_@$][\w.:@$/-]{0,127})=")
_SEPARATOR: Final = re.compile(r"[,{}\[\]]")
_MAX_DEPTH: Final = 60


class _NotStructError(ValueError):
    """The text is no struct."""


def read_struct(text: str, names: Container[str] | None = None) -> dict[str, object] | None:
    """The members of a struct; None where the text is none. Takes linear time.

    `names` are those, in lower case, that its members can have, if that is known.
    """
    reader = _Reader(text.strip(), names)
    try:
        value = reader.value(0)
        if reader.at != len(reader.text) or not isinstance(value, dict):
            return None
    except _NotStructError:
        return None
    return value


class _Reader:
    def __init__(self, text: str, names: Container[str] | None) -> None:
        self.text = text
        self.names = names
        self.at = 0

    def value(self, depth: int) -> object:
        """The value that begins here."""
        if depth > _MAX_DEPTH:
            raise _NotStructError
        opening = self.text[self.at : self.at + 1]
        if opening == "{":
            return self._struct(depth)
        if opening == "[":
            return self._list(depth)
        return self._scalar(in_list=False)

    def _struct(self, depth: int) -> dict[str, object]:
        self.at += 1
        found: dict[str, object] = {}
        if self._closes("}"):
            return found
        while True:
            name = self._name(self.at)
            if name is None:
                raise _NotStructError
            self.at = name.end()
            found[name[1]] = self.value(depth + 1)
            if self._closes("}"):
                return found
            self._comma()

    def _list(self, depth: int) -> list[object]:
        self.at += 1
        found: list[object] = []
        if self._closes("]"):
            return found
        while True:
            if self.text[self.at : self.at + 1] in ("{", "["):
                found.append(self.value(depth + 1))
            else:
                found.append(self._scalar(in_list=True))
            if self._closes("]"):
                return found
            self._comma()

    def _scalar(self, *, in_list: bool) -> str | None:
        """A text up to what ends it: a bracket that it has not opened, or a comma that ends it."""
        start, opened = self.at, 0
        for mark in _SEPARATOR.finditer(self.text, start):
            sign = mark[0]
            if sign in "{[":
                opened += 1
            elif sign in "}]":
                if not opened:
                    return self._taken(start, mark.start())
                opened -= 1
            elif not opened and (in_list or self._name(mark.end())):
                return self._taken(start, mark.start())
        raise _NotStructError

    def _taken(self, start: int, end: int) -> str | None:
        self.at = end
        text = self.text[start:end].strip()
        return None if text == "null" else text

    def _name(self, at: int) -> re.Match[str] | None:
        match = _NAME.match(self.text, at)
        if match and self.names is not None and match[1].lower() not in self.names:
            return None
        return match

    def _closes(self, bracket: str) -> bool:
        if self.text[self.at : self.at + 1] != bracket:
            return False
        self.at += 1
        return True

    def _comma(self) -> None:
        if self.text[self.at : self.at + 1] != ",":
            raise _NotStructError
        self.at += 1
        while self.text[self.at : self.at + 1] == " ":
            self.at += 1

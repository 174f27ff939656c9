"""Finds complete JSON objects in text that is not JSON as a whole.

One pass over the text, without recursion: broken brackets, cut strings and
foreign text cost what they are in, and the scan goes on at the next object.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from trailview.events.record import MAX_DEPTH

_SPACE: Final = rb"[ \t\r\n]*+"
# Control characters inside strings are let through, as `events.record.decode` does.
_STRING: Final = rb'"[^"\\]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\]*+)*+"'
_ATOM: Final = (
    rb"(?:-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+"
    rb"|true|false|null|NaN|-?Infinity)(?![\w.])"
)
_SCALAR: Final = rb"(?:" + _STRING + rb"|" + _ATOM + rb")"
_KEY: Final = _SPACE + _STRING + _SPACE + rb":" + _SPACE

_object_start: Final = re.compile(rb"\{(?:" + _SPACE + rb"\}|" + _KEY + rb")")
# Whole runs of plain members or items, so that the loop turns once per bracket.
_plain_members: Final = re.compile(rb"(?:" + _KEY + _SCALAR + _SPACE + rb",)*+")
_plain_items: Final = re.compile(rb"(?:" + _SPACE + _SCALAR + _SPACE + rb",)*+")
_key: Final = re.compile(_KEY)
_value: Final = re.compile(_SPACE + rb"(?:([{\[])|(" + _SCALAR + rb"))")
_after: Final = re.compile(_SPACE + rb"([,}\]])")
_closing: Final = re.compile(_SPACE + rb"([}\]])")
_space: Final = re.compile(_SPACE)
_between: Final = re.compile(rb"[ \t\r\n,\[\]]*+")
_between_pieces: Final = re.compile(rb"[ \t\r\n,\[\]}]*+")

NO_JSON: Final = "text that is no JSON"
_UNFINISHED: Final = "',' or the end of an object or list was expected"
_OBJECT: Final = 0x7B
_OBJECT_END: Final = 0x7D


class Fault(NamedTuple):
    """A place where the text stops being JSON."""

    offset: int
    reason: str


class Scan(NamedTuple):
    """What a text holds, both lists in the order of their offsets."""

    objects: list[tuple[int, int]]
    """Start and end of each complete object that is in no other complete one."""
    faults: list[Fault]
    """Where it is broken: of the faults between two objects, the first."""


class _Scanner:
    def __init__(self, data: bytes, start: int, end: int) -> None:
        self.data = data
        self.pos = start
        self.end = end
        self.found = Scan([], [])
        self.opened: list[int] = []  # where each open object began; of arrays, the complement

    def run(self) -> Scan:
        while self._next_object():
            fresh = True
            while self.opened:
                fresh = self._step(fresh)
        return self.found

    def _next_object(self) -> bool:
        """Go to where the next object begins; False at the end of the text."""
        match = _object_start.search(self.data, self.pos, self.end)
        stop = match.start() if match else self.end
        harmless = _between_pieces if self.found.faults else _between
        gap = harmless.match(self.data, self.pos, stop)
        if gap is not None and gap.end() < stop:
            self._note(gap.end(), NO_JSON)
        if match is None:
            return False
        self.opened.append(stop)
        self.pos = stop + 1
        return True

    def _step(self, fresh: bool) -> bool:
        """Read up to the next bracket; whether it has opened something."""
        data, end = self.data, self.end
        in_object = self.opened[-1] >= 0
        plain = (_plain_members if in_object else _plain_items).match(data, self.pos, end)
        if plain is not None and plain.end() > self.pos:
            self.pos = plain.end()
            fresh = False
        if fresh and (closing := _closing.match(data, self.pos, end)):
            return self._leave(closing)
        if in_object:
            key = _key.match(data, self.pos, end)
            if key is None:
                return self._fail(self.pos, "a member's name was expected")
            self.pos = key.end()
        value = _value.match(data, self.pos, end)
        if value is None:
            return self._fail(self.pos, "a value was expected, or a string is broken")
        self.pos = value.end()
        if value[1]:
            if len(self.opened) >= MAX_DEPTH:
                return self._fail(self.pos, f"more than {MAX_DEPTH} levels")
            at = value.start(1)
            self.opened.append(at if data[at] == _OBJECT else ~at)
            return True
        return self._after_value(value.start(2))

    def _after_value(self, string_at: int) -> bool:
        """Past a plain value: on to the next one, or out of the brackets closing here."""
        after = _after.match(self.data, self.pos, self.end)
        if after is None:
            # A string without its closing quote has swallowed what follows it.
            return self._fail(self.pos, _UNFINISHED, resume=string_at + 1)
        return self._leave(after)

    def _leave(self, mark: re.Match[bytes]) -> bool:
        """Out of as many objects and lists as end here, up to the next comma."""
        data = self.data
        while mark[1] != b",":
            at = mark.start(1)
            is_object = data[at] == _OBJECT_END
            if is_object != (self.opened[-1] >= 0):
                return self._fail(at, f"'{mark[1].decode()}' does not fit here")
            start = self.opened.pop()
            self.pos = mark.end()
            if is_object:
                self._keep(start)
            if not self.opened:
                return False
            following = _after.match(data, self.pos, self.end)
            if following is None:
                return self._fail(self.pos, _UNFINISHED)
            mark = following
        self.pos = mark.end()
        return False

    def _keep(self, start: int) -> None:
        """Note a complete object in place of those inside it."""
        objects = self.found.objects
        while objects and objects[-1][0] > start:
            objects.pop()
        objects.append((start, self.pos))

    def _note(self, offset: int, reason: str) -> None:
        objects, faults = self.found
        if not faults or (objects and objects[-1][0] >= faults[-1].offset):
            faults.append(Fault(offset, reason))

    def _fail(self, offset: int, reason: str, resume: int | None = None) -> bool:
        space = _space.match(self.data, offset, self.end)
        offset = space.end() if space else offset
        if offset >= self.end:
            reason = "it ends too early"
        self._note(offset, reason)
        self.opened.clear()
        self.pos = offset if resume is None else resume
        return False


def scan(data: bytes, start: int = 0, end: int | None = None) -> Scan:
    """The complete objects in a stretch of text, and where it is broken.

    Text before the first object, commas and list brackets between objects
    are passed over; anything else between them is a fault. Takes time in
    proportion to the stretch, whatever it holds.
    """
    return _Scanner(data, start, len(data) if end is None else end).run()

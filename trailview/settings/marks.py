"""Marks: events that were set aside, each with the question that found it, in collections."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final, NamedTuple

from trailview.errors import UsageError

USUAL: Final = "marks"
"""The collection that there is from the start."""
MOST: Final = 5_000
"""Marks that a collection holds at most: the file is written whole with each change."""
LONGEST_NAME: Final = 80


class MarkKey(NamedTuple):
    """What names a marked event wherever it is read again."""

    id: str
    """Its event ID; empty where it has none."""
    told: str
    """Its time where it has an ID, as data made anonymous has one for many; else a fingerprint."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What an event was found with, and how far that had been read."""

    question: str = ""
    """As it is typed; empty for all events."""
    since: str = ""
    """The window that was asked, ISO 8601 in UTC; empty where that side was open."""
    until: str = ""
    backend: str = ""
    place: str = ""
    """What was asked there, in words: paths, or profile and Regions."""
    command: str = ""
    """What a person types to ask the same."""
    read: tuple[str, ...] = ()
    """What had been read and what had not when the event was marked, a line each."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked event, with its record: it is there when its source no longer is."""

    id: str
    told: str
    record: str
    """The record's JSON text, as it was written."""
    marked_at: int
    """In seconds since 1970."""
    origin: Origin
    text: str = ""
    """The event in a line, for a list."""
    time: int | None = None
    """The event's own, in seconds since 1970."""
    resources: str = ""
    """Event history's own list of resources as JSON, where the record came from there."""
    about: str = ""
    """What is to be known of the record, such as that it was rebuilt."""
    note: str = ""
    """What whoever marked it has to say."""

    @property
    def key(self) -> MarkKey:
        """What names the event."""
        return MarkKey(self.id, self.told)


@dataclass(frozen=True, slots=True)
class Book:
    """All collections, one of which is in use: marks are added there, and shown."""

    current: str = USUAL
    collections: Mapping[str, tuple[Mark, ...]] = field(default_factory=lambda: {USUAL: ()})

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Those of the collection in use, in the order in which they were marked."""
        return self.collections.get(self.current, ())

    def named(self, name: str) -> tuple[Mark, ...]:
        """The marks of a collection; the one in use without a name. Raises UsageError."""
        name = name or self.current
        if name not in self.collections:
            there_are = ", ".join(self.collections)
            raise UsageError("No such collection", repr(name), f"There are: {there_are}")
        return self.collections[name]

    def with_mark(self, mark: Mark) -> Book:
        """With a mark more, or another in place of the one of the same event. Raises UsageError."""
        if all(other.key != mark.key for other in self.marks):
            if len(self.marks) >= MOST:
                raise UsageError(
                    "Too many marks",
                    f"{self.current!r} has {MOST:,} marks, and takes no more.",
                    "Begin another collection: trailview marks use NAME.",
                )
            return self._in_use((*self.marks, mark))
        return self._in_use(tuple(mark if o.key == mark.key else o for o in self.marks))

    def without(self, keys: Collection[MarkKey]) -> Book:
        """Without the marks of these events, in the collection in use."""
        return self._in_use(tuple(mark for mark in self.marks if mark.key not in keys))

    def noted(self, key: MarkKey, note: str) -> Book:
        """With another note on one of the marks in use."""
        return self._in_use(
            tuple(replace(mark, note=note) if mark.key == key else mark for mark in self.marks)
        )

    def using(self, name: str) -> Book:
        """With another collection in use, made where there is none of that name.

        Raises UsageError for what is no name.
        """
        name = checked_name(name)
        return Book(name, {**self.collections, name: self.collections.get(name, ())})

    def renamed(self, old: str, new: str) -> Book:
        """With another name for a collection. Raises UsageError, also where there is such a one."""
        self.named(old)
        old, new = old or self.current, checked_name(new)
        if new != old and new in self.collections:
            raise UsageError("Not renamed", f"There is a collection {new!r} already.")
        made = {new if name == old else name: marks for name, marks in self.collections.items()}
        return Book(new if self.current == old else self.current, made)

    def cleared(self, name: str) -> Book:
        """Without a collection and its marks; one in use stays, empty. Raises UsageError."""
        self.named(name)
        name = name or self.current
        left = {other: marks for other, marks in self.collections.items() if other != name}
        return Book(self.current, {self.current: (), **left} if name == self.current else left)

    def _in_use(self, marks: tuple[Mark, ...]) -> Book:
        return Book(self.current, {**self.collections, self.current: marks})


Change = Callable[[Book], Book]


def checked_name(name: str) -> str:
    """The name for a collection, without spaces around it. Raises UsageError for what is none."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(
            "No name for a collection",
            repr(name[:LONGEST_NAME]),
            f"1 to {LONGEST_NAME} characters on one line.",
        )
    return name


def mark_object(mark: Mark) -> dict[str, Any]:
    """A mark as it lies in the file."""
    made = asdict(mark)
    made["origin"]["read"] = list(mark.origin.read)
    return made


def mark_from(value: object) -> Mark:
    """The mark that lies in the file. Raises ValueError for what is none."""
    members = _members(value, Mark)
    origin = _members(members.pop("origin", None), Origin)
    read = origin.pop("read", [])
    if not (isinstance(read, list) and all(isinstance(line, str) for line in read)):
        raise ValueError("read")
    marked_at, time = members.pop("marked_at", None), members.pop("time", None)
    if type(marked_at) is not int or not (time is None or type(time) is int):
        raise ValueError("a time")
    texts = {**members, **origin}
    if not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("a text")
    needed = {name: members.pop(name) for name in ("id", "told", "record") if name in members}
    if len(needed) < 3 or not (needed["id"] or needed["told"]):
        raise ValueError("what names the event")
    return Mark(
        **needed,
        marked_at=marked_at,
        time=time,
        origin=Origin(**origin, read=tuple(read)),
        **members,
    )


def _members(value: object, kind: type[Mark | Origin]) -> dict[str, Any]:
    """What an object has of a kind's members; others are those of a later trailview."""
    if not isinstance(value, dict):
        raise ValueError(kind.__name__)
    return {each.name: value[each.name] for each in fields(kind) if each.name in value}

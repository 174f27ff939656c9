"""Events in columns: how they travel from where they are decoded to the store.

A block holds codes, not texts: each column of text is an array of small
numbers, and the texts they stand for are sent once, in the block in which
they first occur. Code 0 is always "absent". Identities are a column too, as
one session makes many calls.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from trailview.events.conditions import Condition
from trailview.events.identity import Identity
from trailview.events.meanings import WORDS
from trailview.events.record import Delivery

TEXT_COLUMNS: Final = (
    "event",
    "service",
    "region",
    "account",
    "ip",
    "agent",
    "error",
    "message",
    "category",
    "resource",
)
"""Columns with a text for each event. `resource` is the one resource a row shows."""

TELLING_COLUMNS: Final = ("event", "service", "region", "account", "ip", "error")
"""Columns that, with event ID, time and checksum, tell if two deliveries are one event."""

IDENTITY_COLUMNS: Final = {
    "user": "user",
    "role": "role",
    "role-arn": "role_arn",
    "key": "key",
    "principal": "principal",
    "principal-id": "principal_id",
    "type": "type",
    "actor": "actor",
    "acts": "acts",
}
"""Columns read from the identity, and the attribute of `Identity` that each is.

`acts` is the kind that the credentials tell; with what `agent` tells, it makes the field `by`.
"""

NO_TIME: Final = -(2**62)
"""The time of an event without a usable one: before all others."""

FLAGS: Final = {word: 1 << place for place, word in enumerate(WORDS)}
"""The bit that each word of the `is` field stands for, in one byte."""


def flag_of(condition: Condition) -> int:
    """The bit of the word that means the condition. Raises KeyError where none does."""
    return _FLAG_OF[condition]


_FLAG_OF: Final = {WORDS[word]: bit for word, bit in FLAGS.items()}


def flag_words(flags: int) -> str:
    """The words of the `is` field that hold for an event, spaces between."""
    return " ".join(word for word, bit in FLAGS.items() if flags & bit)


@dataclass(slots=True, eq=False)
class Block:
    """A run of events, by column. All arrays have one entry for each event."""

    source: int
    """Which decoder made it: codes mean the same in all blocks of one source."""
    times: array[int]
    """Type `q`: seconds since 1970, or `NO_TIME`."""
    codes: dict[str, array[int]]
    """Type `I`, for each of TEXT_COLUMNS: 0 is absent, n the source's n-th text."""
    identities: array[int]
    """Type `I`: 0 is no identity, n the source's n-th identity."""
    flags: bytes
    """The bits of FLAGS."""
    severities: bytes
    ids: bytes
    """16 bytes an event: the event ID where it is a UUID as AWS writes it."""
    odd_ids: dict[int, str | None]
    """Event IDs that are no such UUID, by position in the block."""
    contents: array[int]
    """Type `I`: a checksum of what the record says beyond the columns, to tell duplicates by."""
    parts: array[int]
    """Type `I`: the part of the source the record is in."""
    indexes: array[int]
    """Type `I`: which record of that part."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    """For each of TEXT_COLUMNS, texts that occur here for the first time, in code order."""
    people: list[Identity] = field(default_factory=list)
    """Identities that occur here for the first time, in code order."""
    inline: Mapping[int, Delivery] = field(default_factory=dict)
    """Records that cannot be read again from their part, by position in the block."""
    notes: dict[int, str] = field(default_factory=dict)
    """What is to be known of single records (`Delivery.note`), by position in the block."""

    def __len__(self) -> int:
        return len(self.times)


def empty_block(source: int = 0) -> Block:
    """A block without events."""
    return Block(
        source=source,
        times=array("q"),
        codes={name: array("I") for name in TEXT_COLUMNS},
        identities=array("I"),
        flags=b"",
        severities=b"",
        ids=b"",
        odd_ids={},
        contents=array("I"),
        parts=array("I"),
        indexes=array("I"),
        texts={name: [] for name in TEXT_COLUMNS},
    )


def joined(blocks: Sequence[Block]) -> Block:
    """One block of the events of several, which one source made one after the other."""
    if len(blocks) == 1:
        return blocks[0]
    odd_ids: dict[int, str | None] = {}
    inline: dict[int, Delivery] = {}
    notes: dict[int, str] = {}
    count = 0
    for block in blocks:
        odd_ids.update((count + place, text) for place, text in block.odd_ids.items())
        inline.update((count + place, kept) for place, kept in block.inline.items())
        notes.update((count + place, note) for place, note in block.notes.items())
        count += len(block)
    return Block(
        source=blocks[0].source,
        times=_chained([block.times for block in blocks]),
        codes={name: _chained([block.codes[name] for block in blocks]) for name in TEXT_COLUMNS},
        identities=_chained([block.identities for block in blocks]),
        flags=b"".join([block.flags for block in blocks]),
        severities=b"".join([block.severities for block in blocks]),
        ids=b"".join([block.ids for block in blocks]),
        odd_ids=odd_ids,
        contents=_chained([block.contents for block in blocks]),
        parts=_chained([block.parts for block in blocks]),
        indexes=_chained([block.indexes for block in blocks]),
        texts={
            name: [text for block in blocks for text in block.texts[name]] for name in TEXT_COLUMNS
        },
        people=[identity for block in blocks for identity in block.people],
        inline=inline,
        notes=notes,
    )


def _chained(arrays: Sequence[array[int]]) -> array[int]:
    return array(arrays[0].typecode, b"".join(arrays))

"""Blocks as they lie in a run: what is new in one, and its columns one after the other."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from itertools import compress
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import zstandard

from trailview.events.block import TEXT_COLUMNS, Block
from trailview.events.identity import Identity

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_LEVEL: Final = 1
_MOST: Final = 1 << 28
"""What either half of a block may inflate to."""
_EACH: Final = 8 + 4 * len(TEXT_COLUMNS) + 4 + 1 + 1 + 16 + 4 + 4 + 4
"""Bytes of the columns of an event."""


class DamagedRunError(Exception):
    """What lies in a run is not what was written."""


class Head(NamedTuple):
    """What is known of a block beside its columns."""

    events: int
    parts: list[int]
    """The parts that its events are of."""
    texts: dict[str, list[str]]
    people: list[Identity]
    odd_ids: dict[int, str | None]
    notes: dict[int, str]


_heads: Final = msgspec.msgpack.Decoder(Head)


def packed(block: Block) -> tuple[bytes, bytes]:
    """The head and the columns of a block. Raises UnicodeError for texts that are none."""
    head = Head(
        len(block),
        sorted(set(block.parts)),
        block.texts,
        block.people,
        block.odd_ids,
        block.notes,
    )
    columns: tuple[ReadableBuffer, ...] = (
        block.times,
        *(block.codes[name] for name in TEXT_COLUMNS),
        block.identities,
        block.flags,
        block.severities,
        block.ids,
        block.contents,
        block.parts,
        block.indexes,
    )
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return (
        compressor.compress(msgspec.msgpack.encode(head)),
        compressor.compress(b"".join(columns)),
    )


def head_of(data: bytes | memoryview) -> Head:
    """The head of a block. Raises DamagedRunError."""
    try:
        return _heads.decode(_inflated(data))
    except msgspec.MsgspecError as error:
        raise DamagedRunError(str(error)) from error


def block_of(head: Head, data: bytes | memoryview, source: int, parts: Mapping[int, int]) -> Block:
    """The events of a block that are of some parts, by the numbers that those have now.

    It has no texts. Raises DamagedRunError.
    """
    plain, count, at = memoryview(_inflated(data)), head.events, 0
    if len(plain) != count * _EACH:
        raise DamagedRunError("a block is cut")

    def take(kind: str, width: int) -> array[int]:
        nonlocal at
        column = array(kind, bytes(plain[at : at + width * count]))
        at += width * count
        return column

    times = take("q", 8)
    codes = {name: take("I", 4) for name in TEXT_COLUMNS}
    identities = take("I", 4)
    flags, severities = take("B", 1).tobytes(), take("B", 1).tobytes()
    ids = bytes(plain[at : at + 16 * count])
    at += 16 * count
    contents, numbers, indexes = take("I", 4), take("I", 4), take("I", 4)
    block = Block(
        source, times, codes, identities, flags, severities, ids, dict(head.odd_ids), contents,
        numbers, indexes, notes=dict(head.notes),
    )  # fmt: skip
    if not parts.keys() >= {*numbers}:
        block = _only(block, [number in parts for number in numbers])
    block.parts = array("I", map(parts.__getitem__, block.parts))
    return block


def _only(block: Block, wanted: list[bool]) -> Block:
    """Some of a block's events."""
    places = {old: new for new, old in enumerate(compress(range(len(block)), wanted))}

    def some(column: array[int]) -> array[int]:
        return array(column.typecode, compress(column, wanted))

    each = [block.ids[at : at + 16] for at in range(0, len(block.ids), 16)]
    return Block(
        block.source,
        some(block.times),
        {name: some(column) for name, column in block.codes.items()},
        some(block.identities),
        bytes(compress(block.flags, wanted)),
        bytes(compress(block.severities, wanted)),
        b"".join(compress(each, wanted)),
        {places[at]: text for at, text in block.odd_ids.items() if at in places},
        some(block.contents),
        some(block.parts),
        some(block.indexes),
        notes={places[at]: note for at, note in block.notes.items() if at in places},
    )


def cut(block: Block, first: int) -> Iterable[Block]:
    """A block in two: its first events, and the others, which bring no texts."""
    count = len(block)
    if count <= first:
        return (block,)
    head = _only(block, [at < first for at in range(count)])
    head.texts, head.people = block.texts, block.people
    rest = _only(block, [at >= first for at in range(count)])
    rest.texts = {name: [] for name in TEXT_COLUMNS}
    return (head, rest)


def _inflated(data: bytes | memoryview) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST)
    except (zstandard.ZstdError, MemoryError) as error:
        raise DamagedRunError(str(error)) from error

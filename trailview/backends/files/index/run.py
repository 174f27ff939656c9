"""A run on disk: a header, and then frames, each with a checksum.

Nothing in it is ever changed, so it is right up to where it has been cut, whatever ended the
process that wrote it.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from isal.isal_zlib import crc32

import trailview
from trailview.backends.files.index.blocks import DamagedRunError
from trailview.backends.files.parts import Stamp

_MAGIC: Final = b"trailview folder index\n"
_FORMAT: Final = 1
_FRAME: Final = struct.Struct("<cIII")
"""What a frame holds, bytes of its first and of its second half, and the CRC-32 of all of it."""
BLOCK: Final = b"B"
PARTS: Final = b"P"
ROOT: Final = b"R"
"""The first frame: what all files of the run lie in."""


class KnownPart(NamedTuple):
    """A part whose events are all in the run before it."""

    number: int
    """As its blocks have it."""
    path: str
    """Where its file is, from the root of the file system."""
    start: int
    end: int
    stamp: Stamp
    records: int
    is_plain: bool
    counts: tuple[int, ...]


_parts: Final = msgspec.msgpack.Decoder(list[KnownPart])


class Frame(NamedTuple):
    """What lies between two places of a run."""

    kind: bytes
    first: memoryview
    second: memoryview
    is_whole: bool
    """Whether its checksum is right; true where that was not looked at."""


def parts_in(data: memoryview) -> list[KnownPart]:
    """The parts that a frame tells of. Raises DamagedRunError."""
    try:
        return _parts.decode(data)
    except msgspec.MsgspecError as error:
        raise DamagedRunError(str(error)) from error


def packed_parts(parts: list[KnownPart]) -> bytes:
    """Parts as a frame has them."""
    return msgspec.msgpack.encode(parts)


@cache
def header() -> bytes:
    """How runs begin that this very trailview has written, on a machine like this one.

    What it makes of a record is told by its code: a version that is being worked on has the
    same number as before.
    """
    package = Path(__file__).parents[3]
    told = [str(_FORMAT), trailview.__version__, sys.byteorder]
    for room in ("events", "backends/files"):
        try:
            told += [
                f"{path.name} {(status := path.stat()).st_size} {status.st_mtime_ns}"
                for path in sorted((package / room).rglob("*.py"))
            ]
        except OSError:
            continue  # it is no folder: what is packed has a number of its own
    return _MAGIC + sha256("\n".join(told).encode()).digest()


def frame(kind: bytes, first: bytes, second: bytes = b"") -> bytes:
    """A frame as it is written."""
    checksum = crc32(second, crc32(first, crc32(kind)))
    return _FRAME.pack(kind, len(first), len(second), checksum) + first + second


class Run:
    """A run that is read. Raises OSError where it cannot be, DamagedRunError where it is none.

    Of another version, it has no frames.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        expected = header()
        begins = bytes(self._data[: len(expected)])
        if len(begins) == len(expected) and not begins.startswith(_MAGIC):
            raise DamagedRunError("it does not begin as a run does")
        self.is_ours = begins == expected
        """Whether it is of this very version."""

    def frames(self, *, checked: bytes = b"") -> Iterator[Frame]:
        """Its frames in order, up to where it was cut; those of kinds in `checked` looked into."""
        if not self.is_ours:
            return
        view, at = memoryview(self._data), len(header())
        while at + _FRAME.size <= len(view):
            kind, first, second, checksum = _FRAME.unpack_from(view, at)
            at += _FRAME.size
            end = at + first + second
            if end > len(view):
                return
            head, rest = view[at : at + first], view[at + first : end]
            is_whole = kind not in checked or crc32(rest, crc32(head, crc32(kind))) == checksum
            yield Frame(kind, head, rest, is_whole)
            at = end

"""Undoes gzip, bzip2, xz and zstd, also of damaged files, and never to more than is allowed."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol, cast

from isal.isal_zlib import IsalError, decompressobj

from trailview.backends.files.findings import Flaw

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
BZIP2: Final = b"BZh"
XZ: Final = b"\xfd7zXZ\0"
STARTS: Final = (GZIP, ZSTD, BZIP2, XZ)
"""How compressed data begins."""
MOST: Final = 192 << 20
"""Bytes that one file may inflate to, unless the settings say otherwise."""
_Damaged: Final = cast("type[Exception]", IsalError)  # its type stub says that it is an instance
_WBITS: Final = 31
_MAX_RATIO: Final = 1_100
_PIECE: Final = 256  # what damage costs at most, compressed
_LARGE_PIECE: Final = 1 << 14
"""The same of large data, for which steps so small would take too long."""
_LARGE: Final = 8 << 20


class Inflated(NamedTuple):
    """What compressed data holds."""

    text: bytes
    flaws: list[Flaw]
    is_cut: bool = False
    """Whether it goes on, and was inflated only as far as is allowed."""


class _Inflater(Protocol):
    eof: bool

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def inflate(data: bytes, most: int = MOST) -> Inflated:
    """The text in compressed data, told by its first bytes; other data as it is.

    Of damaged data, what comes before the damage, and a problem; of data that
    inflates to more than `most` bytes, the first so many.
    """
    if data.startswith(GZIP):
        return _gunzip(data, most)
    if data.startswith(ZSTD):
        from zstandard import ZstdError

        return _members(data, most, ZSTD, "zstd", _zstd_frame, (ZstdError,))
    if data.startswith(BZIP2):
        import bz2  # not on the way to the first rows

        return _members(data, most, BZIP2, "bzip2", bz2.BZ2Decompressor, (OSError, EOFError))
    if data.startswith(XZ):
        import lzma  # as above

        return _members(data, most, XZ, "xz", lzma.LZMADecompressor, (lzma.LZMAError, EOFError))
    return Inflated(data, [])


def _gunzip(data: bytes, most: int) -> Inflated:
    # The trailer holds the size of the last member's text, which is nearly
    # always the only one: with it the output is written once, into place.
    (size,) = struct.unpack("<I", data[-4:]) if len(data) >= 18 else (0,)
    if size <= min(len(data) * _MAX_RATIO, most):
        first = decompressobj(wbits=_WBITS)
        try:
            text = first.decompress(data, size + 1)
        except _Damaged:
            text = b""
        else:
            if first.eof and not first.unused_data.rstrip(b"\0"):
                return Inflated(text, [])
    return _members(data, most, GZIP, "gzip", _gzip_member, (_Damaged,))


class _gzip_member:  # noqa: N801  (stands where the libraries' own classes do)
    """isal's decompressor, with the names that bz2's and lzma's have."""

    def __init__(self) -> None:
        self._inner = decompressobj(wbits=_WBITS)

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class _zstd_frame:  # noqa: N801  (the same)
    """zstandard's decompressor; a step inflates to some 32 MB at most, whatever is asked."""

    def __init__(self) -> None:
        from zstandard import ZstdDecompressor

        self._inner = ZstdDecompressor().decompressobj()

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        del max_length
        return self._inner.decompress(data)


def _members(
    data: bytes,
    most: int,
    start: bytes,
    kind: str,
    make: Callable[[], object],
    damaged: tuple[type[Exception], ...],
) -> Inflated:
    """The text of all members of a compressed file, as far as it can be had."""
    pieces: list[bytes] = []
    room = most
    rest = data
    step = _LARGE_PIECE if len(data) > _LARGE and start != ZSTD else _PIECE
    while rest.startswith(start):
        member = cast("_Inflater", make())
        done = 0
        try:
            while not member.eof:
                piece = rest[done : done + step]
                done += len(piece)
                text = member.decompress(piece, room + 1)
                if not piece and not text:
                    break
                pieces.append(text)
                room -= len(text)
                if room < 0:
                    pieces[-1] = text[: len(text) + room]
                    return Inflated(b"".join(pieces), [], is_cut=True)
        except damaged as error:
            offset = len(data) - len(rest) + done
            return Inflated(b"".join(pieces), [(f"byte {offset}", f"damaged {kind} data: {error}")])
        if not member.eof:
            flaw = (f"byte {len(data)}", f"the {kind} data ends too early")
            return Inflated(b"".join(pieces), [flaw])
        rest = member.unused_data + rest[done:]
    trailing = rest.strip(b"\0")
    at = f"byte {len(data) - len(rest)}"
    flaws = [(at, f"text after the {kind} data")] if trailing else []
    return Inflated(b"".join(pieces), flaws)

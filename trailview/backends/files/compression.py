"""Undoes gzip and zstd, also of damaged files."""

from __future__ import annotations

import struct
from typing import Final, cast

from isal.isal_zlib import IsalError, decompressobj

from trailview.backends.files.envelopes import Flaw

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
_Damaged: Final = cast("type[Exception]", IsalError)  # its type stub says that it is an instance
_WBITS: Final = 31
_MAX_FIRST_BUFFER: Final = 1 << 30
_MAX_RATIO: Final = 1_100
_PIECE: Final = 256  # what damage costs at most, compressed


def decompress(data: bytes) -> tuple[bytes, list[Flaw]]:
    """The text in gzip or zstd data, told by its first bytes; other data as it is.

    Of damaged data, what comes before the damage, and a problem.
    """
    if data.startswith(GZIP):
        return _gunzip(data)
    if data.startswith(ZSTD):
        return _unzstd(data)
    return data, []


def _gunzip(data: bytes) -> tuple[bytes, list[Flaw]]:
    # The trailer holds the size of the last member's text, which is nearly
    # always the only one: with it the output is written once, into place.
    (size,) = struct.unpack("<I", data[-4:]) if len(data) >= 18 else (0,)
    if size <= min(len(data) * _MAX_RATIO, _MAX_FIRST_BUFFER):
        first = decompressobj(wbits=_WBITS)
        try:
            text = first.decompress(data, size + 1)
        except _Damaged:
            text = b""
        else:
            if first.eof and not first.unused_data.rstrip(b"\0"):
                return text, []
    return _members(data)


def _members(data: bytes) -> tuple[bytes, list[Flaw]]:
    """The text of all members of a gzip file, as far as it can be had."""
    pieces: list[bytes] = []
    rest = data
    while rest.startswith(GZIP):
        member = decompressobj(wbits=_WBITS)
        done = 0
        try:
            while not member.eof and (done < len(rest) or member.unconsumed_tail):
                piece = rest[done : done + _PIECE]
                done += len(piece)
                pieces.append(member.decompress(piece))
        except _Damaged as error:
            offset = len(data) - len(rest) + done
            return b"".join(pieces), [(f"byte {offset}", f"damaged gzip data: {error}")]
        if not member.eof:
            return b"".join(pieces), [(f"byte {len(data)}", "the gzip data ends too early")]
        rest = member.unused_data + rest[done:]
    trailing = rest.strip(b"\0")
    problems = [(f"byte {len(data) - len(rest)}", "text after the gzip data")] if trailing else []
    return b"".join(pieces), problems


def _unzstd(data: bytes) -> tuple[bytes, list[Flaw]]:
    import zstandard

    pieces: list[bytes] = []
    rest = data
    while rest:
        frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            pieces.append(frame.decompress(rest))
        except zstandard.ZstdError as error:
            return b"".join(pieces), [("", f"damaged zstd data: {error}")]
        if not frame.eof:
            return b"".join(pieces), [("", "the zstd data ends too early")]
        rest = frame.unused_data
    return b"".join(pieces), []

"""Texts with one JSON object a line: told by their first line, and cut where a line ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Final

import msgspec

_MAX_LABEL: Final = 1_000
_READ: Final = 1 << 20


def begins_with_json_line(head: bytes) -> bool:
    """Whether the first line is a JSON object, maybe after a time or a label."""
    line, newline, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    brace = line.find(b"{", 0, _MAX_LABEL)
    if not newline or brace < 0 or b'"' in line[:brace]:
        return False
    try:
        msgspec.json.decode(line[brace:], type=msgspec.Raw)
    except (ValueError, RecursionError):
        return False
    return True


def stretches(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """A stream cut at line ends into stretches of some `size` bytes.

    A line that is longer than twice that is cut within. What was read before
    the stream fails comes first; then its error is raised.
    """
    kept: list[bytes] = []
    held = 0
    failure: Exception | None = None
    while failure is None:
        try:
            piece = stream.read(_READ)
        except Exception as error:  # noqa: BLE001  (each library has its own; raised again below)
            failure, piece = error, b""
        if not piece:
            break
        kept.append(piece)
        held += len(piece)
        if held < size:
            continue
        text = b"".join(kept)
        cut = text.rfind(b"\n") + 1
        if not cut and held < 2 * size:
            kept = [text]
            continue
        cut = cut or len(text)
        yield text[:cut]
        kept, held = [text[cut:]], len(text) - cut
    rest = b"".join(kept)
    if rest:
        yield rest
    if failure is not None:
        raise failure

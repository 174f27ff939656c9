"""One member of a record, or of many, without decoding the others."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from msgspec import Raw

from trailview.events.broken import BROKEN

_ABSENT: Final = Raw(b"")


@lru_cache(maxsize=64)
def _decoder(name: str) -> msgspec.json.Decoder[msgspec.Struct]:
    return msgspec.json.Decoder(_member(name))


@lru_cache(maxsize=64)
def _trail_decoder(name: str) -> msgspec.json.Decoder[msgspec.Struct]:
    return msgspec.json.Decoder(msgspec.defstruct("Trail", [("Records", list[_member(name)])]))  # type: ignore[misc]  # a type made here


def _member(name: str) -> type[msgspec.Struct]:
    return msgspec.defstruct("Member", [("value", Raw, _ABSENT)], rename={"value": name}, gc=False)


def raw_member(record: bytes, name: str) -> bytes | None:
    """The raw JSON of a top-level member; b"" where absent, None where the record is unusual."""
    try:
        found = _decoder(name).decode(record)
    except BROKEN:
        return None
    return bytes(found.value)  # type: ignore[attr-defined]  # as made above


def raw_members(trail: bytes, name: str) -> list[bytes]:
    """The raw JSON of that member of each record in the text of a trail file; b"" where absent.

    Raises one of `trailview.events.broken.BROKEN` where any record is unusual.
    """
    records = _trail_decoder(name).decode(trail).Records  # type: ignore[attr-defined]  # as made above
    return [bytes(record.value) for record in records]

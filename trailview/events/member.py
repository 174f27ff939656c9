"""One member of a record, without decoding the others."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec
from msgspec import Raw

_ABSENT: Final = Raw(b"")
_BROKEN: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


@lru_cache(maxsize=64)
def _decoder(name: str) -> msgspec.json.Decoder[msgspec.Struct]:
    member = msgspec.defstruct("Member", [("value", Raw, _ABSENT)], rename={"value": name})
    return msgspec.json.Decoder(member)


def raw_member(record: bytes, name: str) -> bytes | None:
    """The raw JSON of a top-level member; b"" where absent, None where the record is unusual."""
    try:
        found = _decoder(name).decode(record)
    except _BROKEN:
        return None
    return bytes(found.value)  # type: ignore[attr-defined]  # as made above

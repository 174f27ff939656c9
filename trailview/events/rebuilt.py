"""Records made anew from what else is known of them, where the record itself is cut or broken.

What is made so says it in `Delivery.note`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from trailview.events.places import text_of
from trailview.events.record import Delivery
from trailview.events.times import iso, seconds

_ENTRY: Final = {
    "EventId": "eventID",
    "EventName": "eventName",
    "EventSource": "eventSource",
    "ReadOnly": "readOnly",
}
"""Members of event history's entries (API reference, LookupEvents), and a record's own for them."""
_IDENTITY: Final = {"Username": "userName", "AccessKeyId": "accessKeyId"}
_TELLING: Final = frozenset({"eventName", "eventSource", "eventID", "userIdentity"})
"""Members one of which is needed to make an event of what is left."""
_NAME: Final = re.compile(r'[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*', re.DOTALL)
_BEHIND: Final = re.compile(r"\s*[,}]")
_decoder: Final = json.JSONDecoder(strict=False)


def rebuilt(
    broken: bytes = b"", entry: Mapping[str, object] | None = None, time: int | None = None
) -> Delivery | None:
    """A record from the whole members of a broken one, and from the entry it stands in.

    `broken` is the record's text as far as it goes, `entry` an entry of event
    history, `time` when the envelope says it was. None where nothing is known
    that makes an event.
    """
    record, entry = _whole_members(broken.decode("utf-8", "replace")), entry or {}
    sources = ["what is whole of its text"] * bool(record)
    sources += ["what its entry in event history says"] * bool(entry)
    for theirs, ours in _ENTRY.items():
        if (text := text_of(entry.get(theirs))) is not None:
            record.setdefault(ours, text)
    if (own := seconds(entry.get("EventTime"))) is not None:
        record.setdefault("eventTime", iso(own))
    named = {ours: text_of(entry.get(theirs)) for theirs, ours in _IDENTITY.items()}
    named = {name: text for name, text in named.items() if text is not None}
    if named and not record.get("userIdentity"):
        record["userIdentity"] = named
    if not _TELLING & record.keys():
        return None
    note = f"Rebuilt from {' and '.join(sources)}: the record itself is cut or broken."
    listed = entry.get("Resources")
    resources = json.dumps(listed).encode() if listed else b""
    raw = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    return Delivery(raw, time, resources, note)


def _whole_members(text: str) -> dict[str, object]:
    """The members of a JSON object that is cut or broken, up to where it is."""
    found: dict[str, object] = {}
    place = text.find("{") + 1
    while place and (name := _NAME.match(text, place)):
        try:
            value, place = _decoder.raw_decode(text, name.end())
            key = str(_decoder.decode(name[1]))
        except (ValueError, RecursionError):
            break
        if _BEHIND.match(text, place) is None:
            break  # a number at the end may be cut
        found[key] = value
    return found

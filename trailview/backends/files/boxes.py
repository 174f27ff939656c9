"""Values that a store writes with their type around them: `{"S": "PutObject"}`.

The forms are those of DynamoDB ("Data type descriptors", API reference),
MongoDB ("MongoDB Extended JSON (v2)"), Firestore (REST reference, "Value"),
Avro ("JSON encoding" of unions) and what is made of XML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Raw

from trailview.events.times import seconds

_TEXTS: Final = ("eventName", "eventSource", "eventID", "awsRegion", "eventTime")
"""Members that are texts in every record."""
_DEEPEST: Final = 100


def _as_it_is(value: object) -> object:
    return value


def _nothing(_: object) -> object:
    return None


def _number(value: object) -> object:
    """The number that a text tells; the text itself where it tells none."""
    if not isinstance(value, str) or len(value) > 40:
        return value
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def _members(value: object) -> object:
    return value.get("fields", value) if isinstance(value, dict) else value


def _items(value: object) -> object:
    return value.get("values", []) if isinstance(value, dict) else value


_BOXES: Final[Mapping[str, Callable[[object], object]]] = {
    **dict.fromkeys(("S", "BOOL", "B", "SS", "BS", "NS", "M", "L"), _as_it_is),
    **dict.fromkeys(("N", "$numberInt", "$numberLong", "$numberDouble"), _number),
    "NULL": _nothing,
    **dict.fromkeys(("$oid", "$date", "$numberDecimal", "$symbol"), _as_it_is),
    **dict.fromkeys(("stringValue", "booleanValue", "doubleValue", "timestampValue"), _as_it_is),
    **dict.fromkeys(("bytesValue", "referenceValue", "geoPointValue"), _as_it_is),
    "integerValue": _number,
    "nullValue": _nothing,
    "mapValue": _members,
    "arrayValue": _items,
    **dict.fromkeys(("string", "boolean", "int", "long", "float", "double"), _as_it_is),
    **dict.fromkeys(("map", "array", "bytes"), _as_it_is),
    **dict.fromkeys(("#text", "$t", "_text", "$text", "__text"), _as_it_is),
}
"""The name that tells a value's type, and what the value is."""


def boxed(members: Mapping[str, Raw]) -> list[str]:
    """Members that hold an object or a list where every record has a text."""
    return [name for name in _TEXTS if name in members and bytes(members[name])[:1] in (b"{", b"[")]


def is_told(record: Mapping[str, object], name: str) -> bool:
    """Whether a record tells one of these members as records do, or its time in another form."""
    value = record.get(name)
    return isinstance(value, str) or (name == "eventTime" and seconds(value) is not None)


def opened(value: object, level: int = 0) -> object:
    """A value without the types around it and around what is in it, to a depth of 100."""
    if level > _DEEPEST:
        return value
    if isinstance(value, dict):
        if len(value) == 1:
            ((name, inner),) = value.items()
            if name in _BOXES:
                return opened(_BOXES[name](inner), level + 1)
        return {name: opened(inner, level + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [opened(item, level + 1) for item in value]
    return value

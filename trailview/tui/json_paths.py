"""From a place in a record to the field that asks about it."""

from __future__ import annotations

from functools import cache

from trailview.question.fields import FIELDS
from trailview.question.paths import format_path


@cache
def _fields() -> dict[str, str]:
    """Paths whose text is the value of a field as it is, with the field's name."""
    found: dict[str, str] = {}
    for field in FIELDS:
        for path in field.paths:
            found.setdefault(format_path(path), field.name)
    return found


def field_for_path(path: str) -> str | None:
    """The field that reads a path such as `$.userIdentity.accessKeyId`; None where none does."""
    return _fields().get(path)


def written(path: tuple[str | int, ...]) -> str:
    """A path as a question takes it: `$.requestParameters.tags[0].key`."""
    return format_path(path) if path else "$"

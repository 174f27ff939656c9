"""From a place in a record to the field that asks about it."""

from __future__ import annotations

from functools import cache

from trailview.question.fields import FIELDS, Compare
from trailview.question.parse import format_path


@cache
def _fields() -> dict[str, str]:
    """Paths that one field reads and nothing else does, with the field's name."""
    found: dict[str, str] = {}
    for field in FIELDS:
        if field.compare is Compare.FLAG:
            continue  # takes words of its own, and reads more than the path
        for path in field.spelling.paths:
            if "[" not in path:
                found.setdefault(f"$.{path}", field.name)
    found["$.userIdentity.principalId"] = "principal-id"
    return found


def field_for_path(path: str) -> str | None:
    """The field that reads a path such as `$.userIdentity.accessKeyId`; None where none does."""
    return _fields().get(path)


def written(path: tuple[str | int, ...]) -> str:
    """A path as a question takes it: `$.requestParameters.tags[0].key`."""
    return format_path(path) if path else "$"

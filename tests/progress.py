"""How far a search has come, made as a test says it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from trailview.search.progress import Progress
from trailview.search.reading.state import ReadingState

_OF_SEARCH = {field.name for field in fields(Progress)}


def changed(progress: Progress, **changes: Any) -> Progress:
    """The same progress but for some of it, by the names that a progress tells them by."""
    of_search = {name: changes.pop(name) for name in _OF_SEARCH & changes.keys()}
    reading = replace(progress.reading, **_of_reading(changes))
    return replace(progress, **{"reading": reading, **of_search})


def reading_state(**changes: Any) -> ReadingState:
    """What a reading is at, by the names that a progress tells it by."""
    return ReadingState(**_of_reading(changes))


def _of_reading(changes: dict[str, Any]) -> dict[str, Any]:
    told = dict(changes)
    if "covered" in told:
        told["reached"] = told["covered"]
    if "can_go_on" in told:
        told.update(is_read=True, is_whole=not told.pop("can_go_on"))
    return told

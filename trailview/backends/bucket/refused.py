"""Objects that could not be got, told one by one until there are too many for the same reason."""

from __future__ import annotations

from collections import Counter
from typing import Final

from trailview.backends.base import Problem
from trailview.backends.bucket.keys import TrailObject
from trailview.errors import ServiceError
from trailview.events.text import counted

_EACH: Final = 20
"""Objects of one reason that are told by themselves."""


class Refused:
    """What one read could not get."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._hints: dict[str, str] = {}

    def told(self, found: TrailObject, error: ServiceError) -> tuple[Problem, ...]:
        """The problem, where it is to be told by itself."""
        number = self._counts[error.title]
        self._counts[error.title] += 1
        self._hints[error.title] = error.hint
        if number >= _EACH:
            return ()
        said = error.message.removeprefix(f"{found.uri}: ")
        hint = f" {error.hint}" if error.hint and not number else ""
        return (Problem(found.uri, "", f"{error.title}: {said}{hint}"),)

    def rest(self) -> tuple[Problem, ...]:
        """How many more there were, for each reason."""
        return tuple(
            Problem("", "", f"{title}: {counted(count - _EACH, 'more object')} could not be read")
            for title, count in self._counts.items()
            if count > _EACH
        )

"""The terms that a question is made of. Their language is described in docs/QUERY.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from trailview.events.pattern import Pattern

FREE_TEXT: Final = ""
"""The `field` of a term that searches the whole record."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: `field` equals any of `values`, or none of them when `negated`.

    `field` is a field's canonical name, a JSON path that starts with `$.`,
    or `FREE_TEXT`.
    """

    field: str
    values: tuple[Pattern, ...]
    negated: bool = False

    @property
    def is_path(self) -> bool:
        """Whether `field` is a path."""
        return self.field.startswith("$")

"""A `$.path` term in SQL: through structs and arrays, or into a column's JSON text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from trailview.errors import PlanError
from trailview.events.conditions import Path
from trailview.events.pattern import ANY, Pattern
from trailview.plans.athena.columns import Columns, as_json, as_text, json_path
from trailview.plans.athena.compared import ComparedTexts, Tested, may_be_number
from trailview.plans.athena.hive_types import HiveType
from trailview.plans.athena.record import OBJECTS, spelled
from trailview.plans.athena.sql import (
    FALSE,
    all_of,
    any_of,
    identifier,
    literal,
)
from trailview.question.paths import format_path

_NAME: Final = re.compile(r"[A-Za-z0-9_ .:/@#-]+")
"""Names that the JSON paths of all engines spell alike."""
_OPENS: Final = "'^[{[]'"
"""How the JSON of an object or a list begins."""
_NUMERIC: Final = "'^-?[0-9.]+([eE][-+]?[0-9]+)?$'"


def path_test(columns: Columns, path: Path, asked: ComparedTexts) -> Tested:
    """A test of the texts that stand at a path, or in the object or list there.

    Raises PlanError for what is not there.
    """
    return _at(columns, path, lambda place: place.fits(asked))


def present_test(columns: Columns, path: Path) -> Tested:
    """Whether something stands at a path that is not empty. Raises PlanError."""
    return _at(columns, path, lambda place: place.is_present())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a path leads to, in a table's columns or in their JSON text."""

    said: str
    """The column or struct member; of JSON text, the scalar that the rest of the path leads to."""
    kind: HiveType
    json: str = ""
    """Of JSON text: whatever the path leads to, as JSON."""
    is_sure: bool = True
    """Whether all engines agree on where it leads."""

    def fits(self, asked: ComparedTexts) -> Tested:
        if self.kind.is_nested:
            return Tested(asked.in_json(as_json(self.said)), exact=False)
        said = as_text(self.said, self.kind)
        if not self.json:
            return asked.of_text(said)
        tests = [asked.of_text(said).sql]
        if asked.expressions or any(map(may_be_number, asked.values)):
            tests.append(f"regexp_like({said}, {_NUMERIC})")  # engines write 1.50 or 1.5
        tests.append(all_of([f"regexp_like({self.json}, {_OPENS})", asked.in_json(self.json)]))
        sure = ComparedTexts(
            tuple(value for value in asked.values if self.is_sure and _is_sure(value))
        )
        return Tested(any_of(tests), exact=False, surely=sure.of_text(said).surely)

    def is_present(self) -> Tested:
        if self.kind.is_nested:
            return Tested(f"{self.said} IS NOT NULL", exact=False)
        if self.json:
            test = f"{self.json} NOT IN ('null', '{{}}', '[]', '\"\"')"
            return Tested(test, self.is_sure, test if self.is_sure else FALSE)
        return ComparedTexts((ANY,)).of_text(as_text(self.said, self.kind))


def _at(columns: Columns, path: Path, test: Callable[[_Place], Tested]) -> Tested:
    """A test of the place that a path leads to."""
    top, *rest = path
    if isinstance(top, int):
        return Tested(FALSE, exact=True)  # a record is no list
    parts, said = tuple(rest), format_path(path).removeprefix("$.")
    kind = columns.kind(top)
    _check_spelling(top)
    if kind.is_nested and parts and spelled(top) in OBJECTS:
        # how CloudTrail spelt the names in it is lost
        raise columns.missing(said)
    column = identifier(top.lower())
    if columns.is_json(top.lower()):
        place = _in_json(column, kind, parts)
    else:
        found = _in_column(columns, said, (column, kind, spelled(top)), parts)
        if found is None:
            return Tested(FALSE, exact=True)  # a text has no members, a list no names
        place = found
    return test(place) if place is not None else Tested(f"{column} IS NOT NULL", exact=False)


def _check_spelling(name: str, parent: str = "") -> None:
    """Refuse a name in another spelling than the rebuilt record's, which would not have it."""
    known = spelled(name.lower(), parent)
    if name != known:
        raise PlanError(
            "Not in this table",
            f"Upper and lower case differ: records have no `{name}`, but `{known}`.",
            f"Ask for `{known}`.",
        )


def _in_column(
    columns: Columns, path: str, at: tuple[str, HiveType, str], parts: Path
) -> _Place | None:
    """Walk down structs and arrays to where the path ends."""
    expression, kind, parent = at
    for part in parts:
        if kind.kind == "map":
            return _Place(expression, kind)
        if kind.kind == "array" and kind.element is not None and isinstance(part, int):
            expression, kind = f"element_at({expression}, {part + 1})", kind.element
        elif kind.kind == "struct" and isinstance(part, str):
            member = kind.member(part.lower())
            if member is None:
                raise columns.missing(path)
            _check_spelling(part, parent)
            expression, kind, parent = f"{expression}.{identifier(part.lower())}", member, part
        else:
            return None
    return _Place(expression, kind)


def _in_json(column: str, kind: HiveType, parts: Path) -> _Place | None:
    """Where a path leads to in JSON text; None where not all engines can follow it."""
    if not parts:
        return _Place(column, kind, column, is_sure=False)
    if not all(isinstance(part, int) or _NAME.fullmatch(part) for part in parts):
        return None
    path = literal(json_path(parts))
    return _Place(
        f"json_extract_scalar({column}, {path})",
        kind,
        f"json_format(json_extract({column}, {path}))",
        is_sure=all(isinstance(part, str) and not part.isdigit() for part in parts),
    )


def _is_sure(value: Pattern) -> bool:
    """Whether what fits is a text or a whole number, and no object's or list's JSON."""
    is_of_json = value.literal is None and value.pieces[0][:1] in ("", "{", "[")
    return not is_of_json and not may_be_number(value)

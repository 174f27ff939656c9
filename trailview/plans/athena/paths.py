"""A `$.path` term in SQL: through structs and arrays, or into a column's JSON text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from trailview.errors import PlanError
from trailview.events.conditions import Path
from trailview.events.pattern import Pattern
from trailview.plans.athena.columns import Columns, as_text, json_path
from trailview.plans.athena.hive_types import HiveType
from trailview.plans.athena.record import OBJECTS, spelled
from trailview.plans.athena.sql import FALSE, any_of, fits, identifier, literal
from trailview.question.paths import format_path

_NAME: Final = re.compile(r"[A-Za-z0-9_ .:/@#-]+")
"""Names that the JSON paths of all engines spell alike."""
_NUMBER: Final = re.compile(r"[0-9.eE+-]*")
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_NUMERIC: Final = "'^-?[0-9.]+([eE][-+]?[0-9]+)?$'"


def path_test(columns: Columns, path: Path, values: Sequence[Pattern]) -> tuple[str, bool]:
    """A test of what stands at a path, and whether it is exact.

    Raises PlanError for what is not there.
    """
    top, *rest = path
    if isinstance(top, int):
        return FALSE, True  # a record is no list
    parts, said = tuple(rest), format_path(path).removeprefix("$.")
    kind = columns.kind(top)
    _check_spelling(top)
    if kind.is_nested and parts and spelled(top) in OBJECTS:
        # how CloudTrail spelt the names in it is lost
        raise columns.missing(said)
    column = identifier(top.lower())
    if columns.is_json(top.lower()):
        return _in_json(column, parts, values)
    return _in_column(columns, said, (column, kind, spelled(top)), parts, values)


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
    columns: Columns,
    path: str,
    at: tuple[str, HiveType, str],
    parts: Path,
    values: Sequence[Pattern],
) -> tuple[str, bool]:
    """Walk down structs and arrays to where the path ends."""
    expression, kind, parent = at
    for part in parts:
        if kind.kind == "map":
            return f"{expression} IS NOT NULL", False
        if kind.kind == "array" and kind.element is not None and isinstance(part, int):
            expression, kind = f"element_at({expression}, {part + 1})", kind.element
        elif kind.kind == "struct" and isinstance(part, str):
            member = kind.member(part.lower())
            if member is None:
                raise columns.missing(path)
            _check_spelling(part, parent)
            expression, kind, parent = f"{expression}.{identifier(part.lower())}", member, part
        else:
            return FALSE, True  # a text has no members, a list no names
    if not kind.is_nested:
        return fits(as_text(expression, kind), values), True
    if any(value.is_any for value in values):
        return f"{expression} IS NOT NULL", False
    return FALSE, True


def _in_json(column: str, parts: Path, values: Sequence[Pattern]) -> tuple[str, bool]:
    if not parts or not all(isinstance(part, int) or _NAME.fullmatch(part) for part in parts):
        return f"{column} IS NOT NULL", False
    path = literal(json_path(parts))
    scalar = f"json_extract_scalar({column}, {path})"
    whole = f"json_format(json_extract({column}, {path}))"
    tests, exact = [], all(isinstance(part, str) and not part.isdigit() for part in parts)
    for value in values:
        if value.is_any:
            tests.append(f"{whole} NOT IN ('null', '{{}}', '[]', '\"\"')")
            continue
        tests.append(fits(scalar, [value]))
        if _is_maybe_number(value):
            # engines write numbers differently: 1.50 or 1.5
            tests.append(f"regexp_like({scalar}, {_NUMERIC})")
            exact = False
        if value.literal is None and value.pieces[0][:1] in ("", "{", "["):
            exact = False  # engines differ in whether a list or an object has a text
    return any_of(tests), exact


def _is_maybe_number(value: Pattern) -> bool:
    """Whether a JSON number that is not a plain whole one can fit the value."""
    if value.literal is not None and (value.literal == "" or _WHOLE.fullmatch(value.literal)):
        return False
    return all(_NUMBER.fullmatch(piece) for piece in value.pieces)

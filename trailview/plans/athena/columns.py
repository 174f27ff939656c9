"""The members of a record as SQL expressions over the columns of one table."""

from __future__ import annotations

from typing import Final

from trailview.errors import PlanError
from trailview.plans.athena.hive_types import HiveType
from trailview.plans.athena.record import OBJECTS, STRUCTS, spelled
from trailview.plans.athena.sql import identifier, literal
from trailview.plans.athena.table import TableShape

_TIME: Final = "%Y-%m-%dT%H:%i:%sZ"


class Columns:
    """Gives expressions for members, and refuses those that the table does not hold."""

    def __init__(self, table: TableShape) -> None:
        self.table = table

    def text(self, path: str) -> str:
        """The text at a path such as `userIdentity.type`. Raises PlanError."""
        top, *names = path.split(".")
        kind = self.kind(top)
        if names and kind.is_text:
            return self.json_scalar(top, tuple(names))
        expression = identifier(top.lower())
        for name in names:
            member = kind.member(name.lower())
            if member is None:
                raise self.missing(path)
            kind = member
            expression += f".{identifier(name.lower())}"
        return as_text(expression, kind)

    def json_scalar(self, top: str, parts: tuple[str | int, ...]) -> str:
        """The scalar at a path within a column of JSON text; NULL where there is none."""
        self.kind(top)
        return f"json_extract_scalar({identifier(top.lower())}, {literal(json_path(parts))})"

    def kind(self, top: str) -> HiveType:
        """The type of a member's column. Raises PlanError where the table has none."""
        found = self.table.types.get(top.lower())
        if found is None:
            raise self.missing(top)
        return found

    def missing(self, path: str) -> PlanError:
        """The refusal of a member that the table has no column for."""
        return PlanError(
            "Not in this table",
            f"The table `{self.table.name}` does not hold `{path}`, so Athena cannot be asked "
            "about it.",
            "Leave the term out, ask another backend, or add the column to the table.",
        )

    def is_json(self, name: str) -> bool:
        """Whether a column is JSON text, by its lower-case name."""
        return self.table.types[name].is_text and spelled(name) in OBJECTS | STRUCTS

    def selected(self) -> list[str]:
        """The columns as a SELECT lists them, each as the text that `record_of` takes."""
        return [_selected(name, kind) for name, kind in self.table.columns]

    def has_resources(self, member: str) -> bool:
        """Whether `resources` is an array of structs that have `member`. Raises PlanError."""
        kind = self.kind("resources")
        if kind.is_text:
            return False
        if kind.element is None or kind.element.member(member) is None:
            raise self.missing(f"resources[].{spelled(member, 'resources')}")
        return True


def any_resource(test: str) -> str:
    """Whether a test of `r`, one of the resources, holds for any of them."""
    return f"cardinality(filter(resources, r -> {test})) > 0"


def as_text(expression: str, kind: HiveType) -> str:
    """A scalar as the text that CloudTrail writes for it."""
    if kind.is_text:
        return expression
    if kind.kind.startswith("timestamp"):
        return f"date_format({expression}, {literal(_TIME)})"
    return f"CAST({expression} AS varchar)"


def as_json(expression: str) -> str:
    """A struct, array or map as JSON text."""
    return f"json_format(CAST({expression} AS JSON))"


def _selected(name: str, kind: HiveType) -> str:
    column = identifier(name)
    if kind.is_nested:
        return f"{as_json(column)} AS {column}"
    said = as_text(column, kind)
    return column if said == column else f"{said} AS {column}"


def json_path(parts: tuple[str | int, ...]) -> str:
    """A path as Athena's JSON functions take it; names are plain, or without `"` and `\\`."""
    return "$" + "".join(_segment(part) for part in parts)


def _segment(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if part.isascii() and part.isidentifier() else f'["{part}"]'

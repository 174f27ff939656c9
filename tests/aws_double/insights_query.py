"""What a Logs Insights query consists of: values, conditions and commands, all frozen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.aws_double.expressions import Expression


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field by its name, such as `userIdentity.arn` or `@message`."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or number that is written in the query."""

    value: str | int | float


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of time, such as `5m`."""

    milliseconds: int


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function, in lower case, with its arguments."""

    name: str
    arguments: tuple[Value, ...]


Value = FieldRef | Literal | Duration | FunctionCall


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`, with `=`, `!=`, `<`, `<=`, `>` or `>=`."""

    operator: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Among:
    """`value in [options]`."""

    value: Value
    options: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """`value like "part"`, `value like /pattern/` and `value =~ /pattern/`."""

    value: Value
    pattern: Expression


@dataclass(frozen=True, slots=True)
class Test:
    """A function that says yes or no."""

    call: FunctionCall


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Conditions joined by `and`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Conditions joined by `or`."""

    parts: tuple[Condition, ...]


Condition = Comparison | Among | Like | Test | Not | All | AnyOf


@dataclass(frozen=True, slots=True)
class Named:
    """A value and the name of the column that it goes to."""

    value: Value
    name: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`count(*)`, `max(field)` …; the argument of `count(*)` is None."""

    function: str
    argument: Value | None
    name: str


@dataclass(frozen=True, slots=True)
class SortKey:
    """One thing to sort by."""

    value: Value
    descending: bool


@dataclass(frozen=True, slots=True)
class Fields:
    """`fields a, tolower(b) as c`."""

    columns: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Display:
    """`display a, b`: the only columns to show."""

    columns: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """`filter condition`."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Sort:
    """`sort a desc, b`."""

    keys: tuple[SortKey, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """`limit 200`."""

    count: int


@dataclass(frozen=True, slots=True)
class Stats:
    """`stats count(*) as n by a, bin(5m)`."""

    aggregates: tuple[Aggregate, ...]
    by: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Dedup:
    """`dedup a, b`."""

    fields: tuple[FieldRef, ...]


@dataclass(frozen=True, slots=True)
class Parse:
    """`parse field "a * c *" as x, y`: one group of the pattern for each name."""

    source: FieldRef
    pattern: re.Pattern[str]
    names: tuple[str, ...]


Command = Fields | Display | Filter | Sort | Limit | Stats | Dedup | Parse


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query."""

    commands: tuple[Command, ...]

    @property
    def limit(self) -> int | None:
        """The smallest of its limits; None where it has none."""
        return min((c.count for c in self.commands if isinstance(c, Limit)), default=None)

"""Values and conditions of a Logs Insights query, made into functions of a row.

What the user guide leaves open is decided so that a row which might not match
does not: a plan that loses nothing here loses nothing there either.

- A text that the query writes only compares with a text; a number with a
  number, or with a text that is one.
- Any other comparison, and any with an absent field, is unknown: neither it
  nor its opposite matches, through `and`, `or` and `not` as in SQL.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.aws_double.insights_functions import FUNCTIONS, Scalar, as_text, number_of
from tests.aws_double.insights_query import (
    All,
    Among,
    Comparison,
    Condition,
    Duration,
    FieldRef,
    Like,
    Literal,
    Not,
    Test,
    Value,
)

Row = Mapping[str, Scalar]
"""A log event's fields, or what `stats` made of many."""
Reading = Callable[[Row], Scalar]
Verdict = Callable[[Row], bool | None]
"""Whether a condition holds for a row; None where that is unknown."""

_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def reading_of(value: Value) -> Reading:
    """What a value is in a row."""
    if isinstance(value, FieldRef):
        name = value.name
        return lambda row: row.get(name)
    if isinstance(value, Literal):
        written = value.value
        return lambda row: written
    if isinstance(value, Duration):
        span = value.milliseconds
        return lambda row: span
    apply = FUNCTIONS[value.name].apply
    arguments = tuple(reading_of(argument) for argument in value.arguments)
    return lambda row: apply(*(argument(row) for argument in arguments))


def verdict_of(condition: Condition) -> Verdict:
    """Whether a condition holds for a row."""
    if isinstance(condition, Comparison):
        return _comparison(condition.operator, condition.left, condition.right)
    if isinstance(condition, Among):
        options = [_comparison("=", condition.value, option) for option in condition.options]
        return _any_of(options)
    if isinstance(condition, Like):
        return _like(condition)
    if isinstance(condition, Test):
        reading = reading_of(condition.call)
        return lambda row: None if (found := reading(row)) is None else bool(found)
    if isinstance(condition, Not):
        inner = verdict_of(condition.inner)
        return lambda row: None if (held := inner(row)) is None else not held
    parts = [verdict_of(part) for part in condition.parts]
    return _all_of(parts) if isinstance(condition, All) else _any_of(parts)


def _like(condition: Like) -> Verdict:
    reading, found = reading_of(condition.value), condition.pattern.found

    def held(row: Row) -> bool | None:
        value = reading(row)
        return None if value is None else found(as_text(value))

    return held


def _all_of(parts: list[Verdict]) -> Verdict:
    def held(row: Row) -> bool | None:
        known: bool | None = True
        for part in parts:
            found = part(row)
            if found is False:
                return False
            known = None if found is None else known
        return known

    return held


def _any_of(parts: list[Verdict]) -> Verdict:
    def held(row: Row) -> bool | None:
        known: bool | None = False
        for part in parts:
            found = part(row)
            if found is True:
                return True
            known = None if found is None else known
        return known

    return held


def _comparison(sign: str, left: Value, right: Value) -> Verdict:
    compare = _OPERATORS[sign]
    read_left, read_right = reading_of(left), reading_of(right)
    as_written = any(isinstance(x, Literal) and isinstance(x.value, str) for x in (left, right))

    def held(row: Row) -> bool | None:
        one, other = read_left(row), read_right(row)
        if isinstance(one, str) is not isinstance(other, str):
            if as_written:
                return None
            one, other = number_of(one), number_of(other)
        if one is None or other is None:
            return None
        return compare(one, other)

    return held

"""What Athena would say of the errors that DuckDB raises."""

from __future__ import annotations

import re
from typing import Final

import duckdb

from tests.aws_double.athena_sql import QueryFailedError

_UNRESOLVED: Final = (
    "COLUMN_NOT_FOUND: line 1:8: Column '{}' cannot be resolved or requester is not authorized "
    "to access requested resources"
)
_SAYINGS: Final = (
    (r'Referenced column "([^"]+)" not found', _UNRESOLVED, 1006),
    (r'Referenced table "([^"]+)" not found', _UNRESOLVED, 1006),
    (r'Could not find key "([^"]+)" in struct', _UNRESOLVED, 1006),
    (
        r"Function with name (\S+) does not exist",
        "FUNCTION_NOT_FOUND: line 1:8: Function '{}' not registered",
        1006,
    ),
    (r"Cannot (compare values of type [^-]+?) -", "TYPE_MISMATCH: line 1:8: Cannot {}", 1006),
    (r"(Invalid JSON path: '.*')", "INVALID_FUNCTION_ARGUMENT: {}", 1006),
    (r"(Cannot cast value to \w+: .*)", "INVALID_CAST_ARGUMENT: {}", 1006),
    (r"Conversion Error: (.*)", "INVALID_CAST_ARGUMENT: {}", 1006),
    (r"(?s)(.*)", "SYNTAX_ERROR: line 1:1: {}", 1006),
)
"""From DuckDB's words to Athena's, and the number in its catalog of errors; the first that fits."""


def failure_of(error: duckdb.Error) -> QueryFailedError:
    """A query's failure in Athena's words."""
    for pattern, words, number in _SAYINGS:
        match = re.search(pattern, str(error))
        if match:
            return QueryFailedError(words.format(match[1]), number)
    raise AssertionError("the last pattern fits anything")

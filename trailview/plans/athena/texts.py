"""Looking for texts in whole records: free text and `resource`, which no SQL says exactly.

JSON text can spell a character in several ways (`\\"`, `\\/`, `\\u003c`), so only
the characters that every writer leaves as they are count, and the others may
be anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern
from trailview.plans.athena.columns import Columns, any_resource, as_json
from trailview.plans.athena.record import NULLS, spelled
from trailview.plans.athena.sql import FALSE, TRUE, all_of, any_of, fits, identifier, like
from trailview.plans.conditions import safely_folded, texts_required

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9 !#$%()*,.:;?@^_{|}~\[\]-]+")
"""What some writer of JSON escapes: quotes, slashes, `<>&=+`, control and non-ASCII characters."""
_NOT_ASCII: Final = "'[^ -~]'"


def _runs(pieces: Sequence[str]) -> list[str]:
    """The runs of safe characters in the pieces."""
    return [run for piece in pieces for run in _UNSAFE.split(piece) if run]


def json_has(expression: str, values: Sequence[Pattern]) -> str:
    """Whether JSON text can have a string that ends as a value does, or fits it anywhere."""
    return any_of([test for value in values for test in _json_tests(expression, value)])


def _json_tests(expression: str, value: Pattern) -> Iterator[str]:
    runs, said = _runs(value.pieces), _folding(expression, value)
    if value.literal is None or not runs or _UNSAFE.match(value.literal[-1]):
        yield json_mentions(expression, value)
    else:
        yield like(said, ("", *runs[:-1], runs[-1] + '"', ""))
        yield like(said, ("", *runs))  # text that is no JSON is one string


def json_mentions(expression: str, value: Pattern) -> str:
    """Whether JSON text can have a text that fits a value, or a part of one that does."""
    runs = _runs(value.pieces)
    if not runs:
        return f"{expression} IS NOT NULL"
    return like(_folding(expression, value), ("", *runs, ""))


def _folding(expression: str, value: Pattern) -> str:
    """A text to look for a value in. `lower` may find more than what folds as ours does."""
    return f"lower({expression})" if value.folds else expression


def json_requires(expression: str, asked: Expression) -> str:
    """Whether JSON text has what a regular expression requires of a text in it."""
    return all_of([json_mentions(expression, text) for text in texts_required(asked)])


def resource(columns: Columns, values: Sequence[Pattern]) -> str:
    """Whether a resource's ARN, the request or the response can have any of the values."""
    kept = list(map(safely_folded, values))
    return _in_resources(
        columns, lambda said: json_has(said, kept), lambda said: _arn_test(said, kept)
    )


def resource_matches(columns: Columns, expressions: Sequence[Expression]) -> str:
    """Whether any of the expressions may be found in a resource's ARN, request or response."""

    def required(said: str) -> str:
        return any_of([json_requires(said, one) for one in expressions])

    return _in_resources(columns, required, required)


def _in_resources(
    columns: Columns, in_json: Callable[[str], str], of_arn: Callable[[str], str]
) -> str:
    if columns.has_resources("arn"):
        test = of_arn("r.arn")
        tests = [test if test == TRUE else any_resource(test)]
    else:
        tests = [in_json("resources")]
    for name in ("requestParameters", "responseElements"):
        columns.kind(name)
        tests.append(in_json(_said(columns, name.lower())))
    return any_of(tests)


def _arn_test(expression: str, values: Sequence[Pattern]) -> str:
    tests = [fits(expression, values)]
    for value in values:
        first, *rest = value.pieces
        if first:
            said = _folding(expression, value)
            tests += [like(said, ("", mark + first, *rest)) for mark in "/:"]
    return any_of(tests)


def free_text(columns: Columns, values: Sequence[Pattern]) -> str:
    """Whether any text or member's name can have any of the values in it, whatever its case.

    A text that is not plain ASCII passes: only Python folds it as we do.
    """
    names = [name for name, _ in columns.table.columns]
    whole = f"concat_ws(' ', {', '.join(_said(columns, name) for name in names)})"
    tests = []
    for value in values:
        folded = Pattern(("", *(piece.casefold() for piece in value.pieces), ""))
        keys = [name for name in names if folded.matches(spelled(name).casefold())]
        if any(spelled(name) in NULLS for name in keys):
            return TRUE
        tests += [f"{identifier(name)} IS NOT NULL" for name in keys]
        if all(piece.isascii() for piece in folded.pieces):
            tests.append(like(f"lower({whole})", ("", *_runs(folded.pieces), "")))
    escape = like(whole, ("", "\\u", ""))
    return any_of([*tests, f"regexp_like({whole}, {_NOT_ASCII})", escape]) if names else FALSE


def _said(columns: Columns, name: str) -> str:
    """All that a column says, as text."""
    kind = columns.table.types[name]
    if kind.is_nested:
        return as_json(identifier(name))
    return identifier(name) if kind.is_text else f"CAST({identifier(name)} AS varchar)"

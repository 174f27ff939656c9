"""What a term, or a group of terms, says of a record, as a condition.

Everything that answers a question does so from this: the test of a record, and
whatever a backend is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from trailview.events.conditions import (
    Below,
    Condition,
    Fits,
    Matches,
    Mentions,
    Present,
    Text,
    Within,
    all_of,
    any_of,
    opposite,
)
from trailview.events.expressions import Expression
from trailview.events.meanings import SERVICE_SUFFIX
from trailview.events.pattern import Pattern, Value
from trailview.question.fields import Compare, Field, find_field
from trailview.question.networks import network_of
from trailview.question.paths import parse_path
from trailview.question.terms import FREE_TEXT, Clause, Term

ARN: Final = "arn:"
"""How values begin that compare with a role's ARN, and all ARNs."""


def meaning(clause: Clause) -> Condition:
    """The condition that holds just where the term or group does.

    Raises ValueError for an unknown field.
    """
    if isinstance(clause, Term):
        found = _asked(clause)
    else:
        found = any_of(all_of(map(meaning, clauses)) for clauses in clause.alternatives)
    return opposite(found) if clause.negated else found


def _asked(term: Term) -> Condition:
    """What the term says if it is not negated."""
    patterns, expressions = in_kinds(term.values)
    if term.field == FREE_TEXT:
        return Mentions(tuple(Pattern(value.pieces) for value in patterns))
    if term.is_path:
        return any_of(_at_path(Below(parse_path(term.field)), patterns, expressions))
    field = find_field(term.field)
    if field is None:
        raise ValueError(f"no field {term.field!r}")
    if field.gathered is not None:
        says, matches = field.gathered.says, field.gathered.matches
        parts = [says(patterns)] if patterns else []
        return any_of([*parts, *([matches(expressions)] if expressions else [])])
    if field.compare is Compare.FLAG:
        return any_of(field.meanings[word] for word in chosen_words(field, term.values))
    return any_of(
        part
        for text, values in _compared(field, term.values)
        for part in _comparisons(field.compare, text, values)
    )


def in_kinds(values: Iterable[Value]) -> tuple[tuple[Pattern, ...], tuple[Expression, ...]]:
    """The patterns among values, and the expressions."""
    several = tuple(values)
    return (
        tuple(value for value in several if isinstance(value, Pattern)),
        tuple(value for value in several if isinstance(value, Expression)),
    )


def _at_path(
    below: Below, patterns: tuple[Pattern, ...], expressions: tuple[Expression, ...]
) -> Iterator[Condition]:
    """What is said of a path: `*` is there for an object or a list too, and for any text."""
    if any(value.is_any for value in patterns):
        yield Present(below.path)
        patterns = tuple(value for value in patterns if value.literal == "")
    if patterns:
        yield Fits(below, patterns)
    if expressions:
        yield Matches(below, expressions)


def chosen_words(field: Field, values: tuple[Value, ...]) -> list[str]:
    """The words of a FLAG field that any of the values fits."""
    return [word for word in field.words if any(value.matches(word) for value in values)]


def _compared(field: Field, values: tuple[Value, ...]) -> list[tuple[Text, tuple[Value, ...]]]:
    """The texts of a field, and the values that each compares with."""
    assert field.text is not None
    if field.arn is None:
        return [(field.text, values)]
    names = tuple(value for value in values if not is_arn(value))
    arns = tuple(value for value in values if is_arn(value))
    return [(text, some) for text, some in ((field.text, names), (field.arn, arns)) if some]


def _comparisons(compare: Compare, text: Text, values: tuple[Value, ...]) -> Iterator[Condition]:
    patterns, expressions = in_kinds(values)
    if compare is Compare.SERVICE:
        patterns = service_names(patterns)
    elif compare is Compare.ADDRESS:
        networks = [net for value in patterns if (net := network_of(value)) is not None]
        patterns = tuple(value for value in patterns if network_of(value) is None)
        yield from (Within(text, network) for network in networks)
    if patterns:
        yield Fits(text, patterns)
    if expressions:
        yield Matches(text, expressions)


def is_arn(value: Value) -> bool:
    """Whether a role's value compares with its ARN, not with its name."""
    if isinstance(value, Expression):
        return value.source.startswith((ARN, f"^{ARN}"))
    return value.pieces[0].startswith(ARN)


def full_service(value: Pattern) -> Pattern:
    """`iam` is short for `iam.amazonaws.com`; wildcards and the empty text stay as they are."""
    if not value.literal or _has_dot(value):
        return value
    return Pattern((value.literal + SERVICE_SUFFIX,), value.folds)


def _has_dot(value: Pattern) -> bool:
    """Whether a service's name is given in full."""
    return any("." in piece for piece in value.pieces)


def service_names(values: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    """The values for whole names: a wildcard without a dot may leave out the end of one."""
    ends = [
        Pattern((*value.pieces[:-1], value.pieces[-1] + SERVICE_SUFFIX), value.folds)
        for value in values
        if value.literal is None and not value.is_any and not _has_dot(value)
    ]
    return (*map(full_service, values), *ends)

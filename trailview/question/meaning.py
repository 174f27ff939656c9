"""What a term says of a record, as a condition.

Everything that answers a term does so from this: the test of a record, and
whatever a backend is asked.
"""

from __future__ import annotations

from typing import Final

from trailview.events.conditions import (
    Condition,
    Fits,
    Member,
    Mentions,
    Present,
    Text,
    Within,
    any_of,
    opposite,
)
from trailview.events.meanings import SERVICE_SUFFIX
from trailview.events.pattern import Pattern
from trailview.question.fields import Compare, Field, find_field
from trailview.question.networks import network_of
from trailview.question.parse import parse_path
from trailview.question.terms import FREE_TEXT, Term

ARN: Final = "arn:"
"""How values begin that compare with a role's ARN, and all ARNs."""


def meaning(term: Term) -> Condition:
    """The condition that holds just where the term does. Raises ValueError for an unknown field."""
    found = _asked(term)
    return opposite(found) if term.negated else found


def _asked(term: Term) -> Condition:
    """What the term says if it is not negated."""
    if term.field == FREE_TEXT:
        return Mentions(term.values)
    if term.is_path:
        return _at_path(Member(parse_path(term.field)), term.values)
    field = find_field(term.field)
    if field is None:
        raise ValueError(f"no field {term.field!r}")
    if field.gathered is not None:
        return field.gathered.says(term.values)
    if field.compare is Compare.FLAG:
        return any_of(field.meanings[word] for word in chosen_words(field, term.values))
    return any_of(
        part
        for text, values in _compared(field, term.values)
        for part in _comparisons(field.compare, text, values)
    )


def _at_path(member: Member, values: tuple[Pattern, ...]) -> Condition:
    """A member that is typed: `*` is there for an object or a list too, and for any text."""
    if not any(value.is_any for value in values):
        return Fits(member, values)
    empty = tuple(value for value in values if value.literal == "")
    return any_of([Present(member.path), *([Fits(member, empty)] if empty else [])])


def chosen_words(field: Field, values: tuple[Pattern, ...]) -> list[str]:
    """The words of a FLAG field that any of the values fits."""
    return [word for word in field.words if any(value.matches(word) for value in values)]


def _compared(field: Field, values: tuple[Pattern, ...]) -> list[tuple[Text, tuple[Pattern, ...]]]:
    """The texts of a field, and the values that each compares with."""
    assert field.text is not None
    if field.arn is None:
        return [(field.text, values)]
    names = tuple(value for value in values if not is_arn(value))
    arns = tuple(value for value in values if is_arn(value))
    return [(text, some) for text, some in ((field.text, names), (field.arn, arns)) if some]


def _comparisons(compare: Compare, text: Text, values: tuple[Pattern, ...]) -> list[Condition]:
    if compare is Compare.SERVICE:
        return [Fits(text, service_names(values))]
    if compare is not Compare.ADDRESS:
        return [Fits(text, values)]
    others = tuple(value for value in values if network_of(value) is None)
    networks = [net for value in values if (net := network_of(value)) is not None]
    fitting: list[Condition] = [Fits(text, others)] if others else []
    return fitting + [Within(text, network) for network in networks]


def is_arn(value: Pattern) -> bool:
    """Whether a role's value compares with its ARN, not with its name."""
    return value.pieces[0].startswith(ARN)


def full_service(value: Pattern) -> Pattern:
    """`iam` is short for `iam.amazonaws.com`; wildcards and the empty text stay as they are."""
    if not value.literal or _has_dot(value):
        return value
    return Pattern((value.literal + SERVICE_SUFFIX,))


def _has_dot(value: Pattern) -> bool:
    """Whether a service's name is given in full."""
    return any("." in piece for piece in value.pieces)


def service_names(values: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    """The values for whole names: a wildcard without a dot may leave out the end of one."""
    ends = [
        Pattern((*value.pieces[:-1], value.pieces[-1] + SERVICE_SUFFIX))
        for value in values
        if value.literal is None and not value.is_any and not _has_dot(value)
    ]
    return (*map(full_service, values), *ends)

"""Whether a question holds for an event.

One meaning for single records and for columns: a column tries `value_test` once
for each distinct text, a record what its terms mean (`meaning.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from trailview.events.conditions import (
    ActsBy,
    All,
    AnyOf,
    Condition,
    HasResourceType,
    Mentions,
    NamesResource,
    Not,
    ResourceMatches,
    ResourceTypeMatches,
    members,
)
from trailview.events.evaluate import holds_in, is_within
from trailview.events.pattern import (
    Pattern,
    Value,
    ValueTest,
    any_fits,
    any_holds,
    fold,
)
from trailview.events.places import words_in
from trailview.events.record import Delivery, Event
from trailview.question.acting import OwnKind, in_force
from trailview.question.fields import Compare, Field, find_field
from trailview.question.meaning import ARN, in_kinds, is_arn, meaning, service_names
from trailview.question.networks import network_of
from trailview.question.query import Question
from trailview.question.terms import Clause, Term

EventTest = Callable[[Event], bool]

_CALLERS: Final = 4_096
"""Callers of whom it is remembered whether a text is in what is told of them: they make many
calls each."""
_LARGE: Final = 4_096
"""Bytes from which on it is not."""
_IN_QUOTES: Final = re.compile(r"[ !#-\[\]-~]+")
"""Texts that stand in JSON as they are."""
_LETTERS: Final = re.compile("[a-z]+")
_LITERALS: Final = "true false null"
"""The letters in JSON outside of texts; the `e` of numbers is among them."""


def holds(question: Question, event: Event) -> bool:
    """Whether the event lies in the question's window and all its terms hold."""
    return question.window.holds(event.time) and matches(question.terms, event)


def matches(clauses: tuple[Clause, ...], event: Event) -> bool:
    """Whether all clauses hold for the event. Raises ValueError for a field there is not."""
    own = in_force()
    return all(_clause_test(clause, own)(event) for clause in clauses)


def test_of(clauses: tuple[Clause, ...]) -> EventTest:
    """What tells of many events whether all clauses hold, as `matches` does, by who is ours now.

    Raises ValueError for a field there is not.
    """
    own = in_force()
    tests = [_clause_test(clause, own) for clause in clauses]
    if len(tests) == 1:
        return tests[0]
    return lambda event: all(test(event) for test in tests)


def value_test(field: Field, term: Term) -> ValueTest:
    """Whether one value of `field` fits any of the term's values; `negated` is not looked at.

    For a role, a value that begins with `arn:` is taken for its ARN, any
    other for its name.
    """
    values = term.values
    if field.compare is Compare.SERVICE:
        patterns, expressions = in_kinds(values)
        return any_fits((*service_names(patterns), *expressions))
    if field.compare is Compare.ADDRESS:
        return any_holds(_address_tests(values))
    if field.compare is Compare.RESOURCE:
        return any_holds(_resource_tests(values))
    if field.compare is Compare.ROLE:
        of_arn = any_fits(value for value in values if is_arn(value))
        of_name = any_fits(value for value in values if not is_arn(value))
        return lambda text: of_arn(text) if text.startswith(ARN) else of_name(text)
    return any_fits(values)


def _address_tests(values: tuple[Value, ...]) -> Iterator[ValueTest]:
    patterns, _ = in_kinds(values)
    ranges = {value: net for value in patterns if (net := network_of(value)) is not None}
    texts = tuple(value for value in values if value not in ranges)
    if texts:
        yield any_fits(texts)
    for network in ranges.values():
        yield lambda text, network=network: is_within(text, network)  # type: ignore[misc]  # mypy infers no lambda with a default


def _resource_tests(values: tuple[Value, ...]) -> Iterator[ValueTest]:
    patterns, _ = in_kinds(values)
    yield any_fits(values)
    tails = tuple(
        f"{mark}{value.literal}"
        for value in patterns
        if value.literal and not value.folds
        for mark in "/:"
    )
    if tails:
        yield lambda text: text.endswith(tails)
    for value in patterns:
        if value.literal and value.folds:
            ends = tuple(mark + value.literal for mark in "/:")
            yield lambda text, ends=ends: fold(text).endswith(ends)  # type: ignore[misc]  # mypy infers no lambda with a default
        elif value.literal is None and value.pieces[0]:  # a leading `*` covers what is before
            yield lambda text, value=value: _tail_fits(value, text)  # type: ignore[misc]  # mypy infers no lambda with a default


def _tail_fits(value: Pattern, text: str) -> bool:
    """Whether a wildcard fits a tail: if any at all, the first that begins as it should."""
    text = fold(text) if value.folds else text
    starts = [text.find(mark + value.pieces[0]) for mark in "/:"]
    return any(at >= 0 and value.matches(text[at + 1 :]) for at in starts)


@lru_cache(maxsize=512)
def _clause_test(clause: Clause, own: tuple[OwnKind, ...]) -> EventTest:
    """Whether a term or group holds for an event, as long as `own` is in force."""
    del own  # what `meaning` looks at
    return event_test(meaning(clause))


def event_test(condition: Condition) -> EventTest:
    """The test of whether a condition holds for an event."""
    match condition:
        case All(parts):
            tests = [event_test(part) for part in parts]
            return lambda event: all(test(event) for test in tests)
        case AnyOf(parts):
            tests = [event_test(part) for part in parts]
            return lambda event: any(test(event) for test in tests)
        case Not(part):
            inner = event_test(part)
            return lambda event: not inner(event)
        case Mentions(values):
            return _mention_test(values)
        case NamesResource(values):
            return _gathered_test("resource", any_holds(_resource_tests(values)))
        case ActsBy(kinds):
            return lambda event: event.acting is not None and event.acting.kind in kinds
        case ResourceMatches(expressions):
            return _gathered_test("resource", any_fits(expressions))
        case HasResourceType(values):
            return _gathered_test("resource-type", any_fits(values))
        case ResourceTypeMatches(expressions):
            return _gathered_test("resource-type", any_fits(expressions))
        case _:
            return _members_test(condition)


def _gathered_test(name: str, test: ValueTest) -> EventTest:
    field = find_field(name)
    assert field is not None
    return lambda event: any(test(value) for value in field.read(event))


def _members_test(condition: Condition) -> EventTest:
    """A condition on one member decodes that alone; one on several, the whole record."""
    test = holds_in(condition)
    if len([*members(condition)]) == 1:
        return lambda event: test(event.member)
    return lambda event: test(event.tree.get)


def _mention_test(values: tuple[Pattern, ...]) -> EventTest:
    from stringzilla import find  # a twentieth of what `in` takes; few questions have a free text

    tests = any_holds(_contains(value) for value in values)
    signs = tuple(sign for value in values if (sign := _sign(value)))

    def in_words(event: Event) -> bool:
        return any(tests(text.casefold()) for text in words_in(event.tree))

    @lru_cache(maxsize=_CALLERS)
    def in_caller(raw: bytes) -> bool:
        plain = Event(Delivery(raw)).plain
        return any(find(plain, sign) >= 0 for sign in signs)

    def in_plain(event: Event) -> bool:
        caller = event.raw_member("userIdentity")
        if caller and len(caller) <= _LARGE and in_caller(caller):
            return True
        plain = event.plain
        return any(find(plain, sign) >= 0 for sign in signs) if plain else in_words(event)

    return in_plain if len(signs) == len(values) else in_words


def _sign(value: Pattern) -> bytes | None:
    """What is in a record's plain JSON just where the value is in a text; None where none is.

    It has no quote, so it lies inside a text or outside all of them; and it
    has letters that outside of texts nothing has.
    """
    text = value.pieces[0].casefold()
    if len(value.pieces) > 1 or not _IN_QUOTES.fullmatch(text):
        return None
    is_sure = any(letters not in _LITERALS for letters in _LETTERS.findall(text))
    return text.encode("ascii") if is_sure else None


def _contains(value: Pattern) -> ValueTest:
    """Whether case-folded text has the pattern anywhere in it."""
    folded = tuple(piece.casefold() for piece in value.pieces)
    if len(folded) == 1:
        return lambda text: folded[0] in text
    return Pattern(("", *folded, "")).matches

"""Whether a question holds for an event.

One test for single records and for columns: a column tries `value_test` once
for each distinct text, a record once for each value of the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from trailview.events.identity import text_of
from trailview.events.record import Event
from trailview.question.fields import Compare, Field, find_field
from trailview.question.parse import Network, network_of, parse_path
from trailview.question.query import FREE_TEXT, Pattern, Question, Term

ValueTest = Callable[[str], bool]
EventTest = Callable[[Event], bool]

_SERVICE_SUFFIX: Final = ".amazonaws.com"
_ARN: Final = "arn:"
_IN_QUOTES: Final = re.compile(r"[ !#-\[\]-~]+")
"""Texts that stand in JSON as they are."""
_LETTERS: Final = re.compile("[a-z]+")
_LITERALS: Final = "true false null"
"""The letters in JSON outside of texts; the `e` of numbers is among them."""


def holds(question: Question, event: Event) -> bool:
    """Whether the event lies in the question's window and all its terms hold."""
    return question.window.holds(event.time) and matches(question.terms, event)


def matches(terms: tuple[Term, ...], event: Event) -> bool:
    """Whether all terms hold for the event. Raises ValueError for a field there is not."""
    return all(_event_test(term)(event) is not term.negated for term in terms)


def value_test(field: Field, term: Term) -> ValueTest:
    """Whether one value of `field` fits any of the term's values; `negated` is not looked at.

    For a role, a value that begins with `arn:` is taken for its ARN, any
    other for its name.
    """
    return _any(tuple(_COMPARISONS[field.compare](term.values)))


def _any(tests: tuple[ValueTest, ...]) -> ValueTest:
    if len(tests) == 1:
        return tests[0]
    return lambda value: any(test(value) for test in tests)


def _text_tests(values: tuple[Pattern, ...]) -> Iterator[ValueTest]:
    literals = frozenset(text for value in values if (text := value.literal) is not None)
    if literals:
        yield literals.__contains__
    yield from (value.matches for value in values if value.literal is None)


def _service_tests(values: tuple[Pattern, ...]) -> Iterator[ValueTest]:
    yield from _text_tests(tuple(map(full_service, values)))
    for value in values:
        if value.literal is None and not has_dot(value):
            yield lambda text, value=value: value.matches(  # type: ignore[misc]
                text.removesuffix(_SERVICE_SUFFIX)
            )


def has_dot(value: Pattern) -> bool:
    """Whether a service's name is given in full."""
    return any("." in piece for piece in value.pieces)


def full_service(value: Pattern) -> Pattern:
    """`iam` is short for `iam.amazonaws.com`; wildcards and the empty text stay as they are."""
    if not value.literal or has_dot(value):
        return value
    return Pattern((value.literal + _SERVICE_SUFFIX,))


def _address_tests(values: tuple[Pattern, ...]) -> Iterator[ValueTest]:
    networks = tuple(net for value in values if (net := network_of(value)) is not None)
    yield from _text_tests(tuple(value for value in values if network_of(value) is None))
    if networks:
        yield lambda text: _is_in(text, networks)


@lru_cache(maxsize=16_384)
def _is_in(text: str, networks: tuple[Network, ...]) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in networks)


def is_arn(value: Pattern) -> bool:
    """Whether a role's value compares with its ARN, not with its name."""
    return value.pieces[0].startswith(_ARN)


def _role_tests(values: tuple[Pattern, ...]) -> Iterator[ValueTest]:
    of_name, of_arn = _role_parts(values)
    yield lambda text: of_arn(text) if text.startswith(_ARN) else of_name(text)


def _role_parts(values: tuple[Pattern, ...]) -> tuple[ValueTest, ValueTest]:
    """The tests for a role's name and for its ARN."""
    names = tuple(value for value in values if not is_arn(value))
    arns = tuple(value for value in values if is_arn(value))
    return _any(tuple(_text_tests(names))), _any(tuple(_text_tests(arns)))


def _resource_tests(values: tuple[Pattern, ...]) -> Iterator[ValueTest]:
    yield from _text_tests(values)
    tails = tuple(f"{mark}{value.literal}" for value in values if value.literal for mark in "/:")
    if tails:
        yield lambda text: text.endswith(tails)
    for value in values:
        if value.literal is None and value.pieces[0]:  # a leading `*` covers what is before a tail
            yield lambda text, value=value: _tail_fits(value, text)  # type: ignore[misc]


def _tail_fits(value: Pattern, text: str) -> bool:
    """Whether a wildcard fits a tail: if any at all, the first that begins as it should."""
    starts = [text.find(mark + value.pieces[0]) for mark in "/:"]
    return any(at >= 0 and value.matches(text[at + 1 :]) for at in starts)


_COMPARISONS: Final[Mapping[Compare, Callable[[tuple[Pattern, ...]], Iterator[ValueTest]]]] = {
    Compare.TEXT: _text_tests,
    Compare.SERVICE: _service_tests,
    Compare.ADDRESS: _address_tests,
    Compare.ROLE: _role_tests,
    Compare.RESOURCE: _resource_tests,
    Compare.FLAG: _text_tests,
}


@lru_cache(maxsize=512)
def _event_test(term: Term) -> EventTest:
    """Whether the term, taken as not negated, holds for an event."""
    if term.field == FREE_TEXT:
        return _free_text_test(term)
    if term.is_path:
        return _path_test(term)
    field = find_field(term.field)
    if field is None:
        raise ValueError(f"no field {term.field!r}")
    if field.compare is Compare.ROLE:
        return _role_test(term)
    test, read = value_test(field, term), field.read
    return lambda event: any(test(value) for value in read(event))


def _role_test(term: Term) -> EventTest:
    of_name, of_arn = _role_parts(term.values)

    def test(event: Event) -> bool:
        name, arn = event.identity.role, event.identity.role_arn
        return (name is not None and of_name(name)) or (arn is not None and of_arn(arn))

    return test


def _path_test(term: Term) -> EventTest:
    first, *rest = parse_path(term.field)
    assert isinstance(first, str), "a record is an object"
    test = _any(tuple(_text_tests(term.values)))
    any_will_do = any(value.is_any for value in term.values)

    def holds_for(event: Event) -> bool:
        value = _at(event.member(first), rest)
        if isinstance(value, dict | list):
            return any_will_do and len(value) > 0
        text = text_of(value)
        return text is not None and test(text)

    return holds_for


def _at(tree: object, parts: Sequence[str | int]) -> object:
    """What stands at a path; None where nothing does."""
    for part in parts:
        if isinstance(part, str):
            if not isinstance(tree, dict) or part not in tree:
                return None
            tree = tree[part]
        else:
            if not isinstance(tree, list) or part >= len(tree):
                return None
            tree = tree[part]
    return tree


def _free_text_test(term: Term) -> EventTest:
    tests = _any(tuple(_contains(value) for value in term.values))
    signs = tuple(sign for value in term.values if (sign := _sign(value)))

    def in_words(event: Event) -> bool:
        return any(tests(text.casefold()) for text in _words_in(event.tree))

    def in_plain(event: Event) -> bool:
        plain = event.plain
        return any(sign in plain for sign in signs) if plain else in_words(event)

    return in_plain if len(signs) == len(term.values) else in_words


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


def _words_in(value: object) -> Iterator[str]:
    """Every member's name and every text in decoded JSON, however deep it nests."""
    stack = [value]
    while stack:
        current = stack.pop()
        if type(current) is str:  # numbers are a kind of str of their own
            yield current
        elif isinstance(current, dict):
            yield from current
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)

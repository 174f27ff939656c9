"""Texts and conditions of a record, found out from its decoded members.

Each text and each condition is made into a function once; asked of a record,
the function is all that runs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from trailview.events.conditions import (
    FALSE_WORDS,
    TRUE_WORDS,
    AfterColon,
    All,
    AnyOf,
    Below,
    Cases,
    Condition,
    Constant,
    FirstOf,
    Fits,
    Flag,
    Holds,
    Matches,
    Member,
    Network,
    Not,
    Path,
    Present,
    Said,
    Text,
    Where,
    Within,
)
from trailview.events.pattern import ValueTest, any_fits
from trailview.events.places import at, text_of, texts_in

Reader = Callable[[str], object]
"""Gives a record's top-level member by its name, decoded; None where it is absent."""
TextReader = Callable[[Reader], str | None]
RecordTest = Callable[[Reader], bool]

_IDENTITY: Final = "userIdentity"


@lru_cache(maxsize=1024)
def text_in(text: Text) -> TextReader:
    """What reads the text from a record; None is absent.

    Raises ValueError for `Below`, which is no one text.
    """
    match text:
        case Member():
            return _member_reader(text)
        case AfterColon(member):
            return _after_colon_reader(text_in(member))
        case Constant(said):
            return lambda _: said
        case Said(inner):
            read_inner = text_in(inner)
            return lambda get: read_inner(get) or None
        case FirstOf(texts):
            return _first_reader([text_in(one) for one in texts])
        case Where(condition, inner):
            test, read_there = holds_in(condition), text_in(inner)
            return lambda get: read_there(get) if test(get) else None
        case Cases(cases, otherwise):
            chosen = [(holds_in(case.condition), text_in(case.text)) for case in cases]
            return _choice_reader(chosen, text_in(otherwise))
        case Below():
            raise ValueError(f"not one text: {text}")


def _member_reader(member: Member) -> TextReader:
    top, *rest = member.path
    if not isinstance(top, str):
        return lambda _: None  # a record is no list
    if not rest:
        return lambda get: text_of(get(top))
    names = tuple(part for part in rest if isinstance(part, str))
    if top == _IDENTITY and names == (*rest,) and member.holds is not Holds.ANYTHING:
        return _identity_reader(names)
    return lambda get: text_of(at(get(top), rest))


def _identity_reader(names: tuple[str, ...]) -> TextReader:
    """What reads a text of the identity, whose members Athena writes in lower case.

    It is `places.at_as_athena_writes`, made for the names: identities are much of what
    reading a trail costs.
    """
    spellings = tuple((name, name.lower()) for name in names)

    def read(get: Reader) -> str | None:
        found = get(_IDENTITY)
        for name, lower in spellings:
            if not isinstance(found, dict):
                return None
            inner = found.get(name)
            found = found.get(lower) if inner is None else inner
        return found if found is None or type(found) is str else text_of(found)

    return read


def _after_colon_reader(read: TextReader) -> TextReader:
    def after_colon(get: Reader) -> str | None:
        return (read(get) or "").partition(":")[2] or None

    return after_colon


def _first_reader(readers: list[TextReader]) -> TextReader:
    def first(get: Reader) -> str | None:
        for read in readers:
            if (found := read(get)) is not None:
                return found
        return None

    return first


def _choice_reader(cases: list[tuple[RecordTest, TextReader]], otherwise: TextReader) -> TextReader:
    def choice(get: Reader) -> str | None:
        for test, read in cases:
            if test(get):
                return read(get)
        return otherwise(get)

    return choice


@lru_cache(maxsize=1024)
def holds_in(condition: Condition) -> RecordTest:
    """What tests whether the condition holds for a record.

    Raises ValueError for a condition that is about more than members.
    """
    match condition:
        case Fits(text, values):
            return _text_test(text, any_fits(values))
        case Matches(text, expressions):
            return _text_test(text, any_fits(expressions))
        case Within(text, network):
            return _text_test(text, lambda value: is_within(value, network))
        case Present(path):
            return _present_test(path)
        case Flag(member, value, otherwise):
            return _flag_test(text_in(member), value, holds_in(otherwise))
        case All(parts):
            tests = [holds_in(part) for part in parts]
            return _all_test(tests)
        case AnyOf(parts):
            tests = [holds_in(part) for part in parts]
            return _any_test(tests)
        case Not(part):
            inner = holds_in(part)
            return lambda get: not inner(get)
        case _:
            raise ValueError(f"not a condition on members: {condition}")


def _all_test(tests: list[RecordTest]) -> RecordTest:
    def all_hold(get: Reader) -> bool:
        for test in tests:  # noqa: SIM110  (half the time of `all` over a generator)
            if not test(get):
                return False
        return True

    return all_hold


def _any_test(tests: list[RecordTest]) -> RecordTest:
    def any_holds(get: Reader) -> bool:
        for test in tests:  # noqa: SIM110  (half the time of `any` over a generator)
            if test(get):
                return True
        return False

    return any_holds


def _text_test(text: Text, test: ValueTest) -> RecordTest:
    if isinstance(text, Below):
        return _below_test(text.path, test)
    return _value_test(text_in(text), test)


def _below_test(path: Path, test: ValueTest) -> RecordTest:
    top, *rest = path
    if not isinstance(top, str):
        return lambda _: False  # a record is no list
    return lambda get: any(test(text) for text in texts_in(at(get(top), rest)))


def _value_test(read: TextReader, test: ValueTest) -> RecordTest:
    def fits(get: Reader) -> bool:
        found = read(get)
        return found is not None and test(found)

    return fits


def _present_test(path: Path) -> RecordTest:
    top, *rest = path

    def present(get: Reader) -> bool:
        found = at(get(top), rest) if isinstance(top, str) else None
        if isinstance(found, dict | list):
            return len(found) > 0
        return bool(text_of(found))

    return present


def _flag_test(read: TextReader, wanted: bool, otherwise: RecordTest) -> RecordTest:
    said, denied = (TRUE_WORDS, FALSE_WORDS) if wanted else (FALSE_WORDS, TRUE_WORDS)

    def flag(get: Reader) -> bool:
        found = read(get)
        return found in said or (found not in denied and otherwise(get))

    return flag


@lru_cache(maxsize=16_384)
def is_within(text: str, network: Network) -> bool:
    """Whether a text is an address of the network."""
    try:
        return ip_address(text) in network
    except ValueError:
        return False

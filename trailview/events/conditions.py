"""What can be said of a record: texts that are read from its members, and conditions on them.

Everything here is frozen and says nothing about how it is found out. What the
words and fields mean is said in these terms once (`meanings.py`); a test of a
record, the flags of columns, filter patterns, Insights queries and SQL are all
written from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from trailview.events.acts import Kind
from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern
from trailview.frozen import Frozen

Path = tuple[str | int, ...]
"""Member names and list indexes; `EACH` for every entry of a list."""
Network = IPv4Network | IPv6Network

EACH: Final = -1


class Holds(Enum):
    """What a member is documented to hold (CloudTrail user guide, "record contents")."""

    ANYTHING = "anything"
    TEXT = "text, or nothing"
    FLAG = "a boolean, which may be written as text, or nothing"


class Member(Frozen):
    """The text of what stands at `path`: a text, number or boolean, as it is written."""

    path: Path
    holds: Holds = Holds.ANYTHING


class Below(Frozen):
    """Every text, number and boolean at `path`, or in the object or list there, at any depth.

    What is said of it is said of any one of these. It stands in no other text.
    """

    path: Path


class AfterColon(Frozen):
    """What stands after the first colon of a member; absent where that is nothing."""

    member: Member


class Constant(Frozen):
    """A text of ours, which stands in no record."""

    text: str


class Said(Frozen):
    """A text, or absent where it is empty."""

    text: Text


class FirstOf(Frozen):
    """The first of the texts that is not absent."""

    texts: tuple[Text, ...]


class Where(Frozen):
    """A text where the condition holds; absent elsewhere."""

    condition: Condition
    text: Text


class Cases(Frozen):
    """The text of the first case whose condition holds, even where that is absent."""

    cases: tuple[Where, ...]
    otherwise: Text


Text = Member | Below | AfterColon | Constant | Said | FirstOf | Where | Cases


class Fits(Frozen):
    """The text is there and fits one of `values`."""

    text: Text
    values: tuple[Pattern, ...]


class Matches(Frozen):
    """The text is there, and one of `expressions` is found in it."""

    text: Text
    expressions: tuple[Expression, ...]


class Within(Frozen):
    """The text is an address of `network`."""

    text: Text
    network: Network


class Present(Frozen):
    """Something stands at `path` that is not empty: an object or a list will do."""

    path: Path


class Flag(Frozen):
    """The boolean of a member, which may be written as text, is `value`.

    Where the member says neither, `otherwise` decides.
    """

    member: Member
    value: bool
    otherwise: Condition


class Mentions(Frozen):
    """Any text or member's name in the record has one of `values` in it, in capitals or not."""

    values: tuple[Pattern, ...]


class NamesResource(Frozen):
    """A resource's ARN, or any text of request or response, fits one of `values`.

    So does its tail after a `/` or `:`.
    """

    values: tuple[Pattern, ...]


class HasResourceType(Frozen):
    """The type of any entry of `resources` is not empty and fits one of `values`."""

    values: tuple[Pattern, ...]


class ResourceMatches(Frozen):
    """One of `expressions` is found in a resource's ARN, or in a text of request or response."""

    expressions: tuple[Expression, ...]


class ResourceTypeMatches(Frozen):
    """One of `expressions` is found in the type of any entry of `resources`."""

    expressions: tuple[Expression, ...]


class ActsBy(Frozen):
    """Who acts is told by the table in `events/acts.py`, and is one of `kinds`."""

    kinds: frozenset[Kind]


class All(Frozen):
    """All of the parts hold."""

    parts: tuple[Condition, ...]


class AnyOf(Frozen):
    """One of the parts holds, or more."""

    parts: tuple[Condition, ...]


class Not(Frozen):
    """The part does not hold. It does not hold of what is absent either."""

    part: Condition


Condition = (
    Fits
    | Matches
    | Within
    | Present
    | Flag
    | Mentions
    | NamesResource
    | ResourceMatches
    | HasResourceType
    | ResourceTypeMatches
    | ActsBy
    | All
    | AnyOf
    | Not
)

TRUE_WORDS: Final = ("true", "True", "TRUE")
FALSE_WORDS: Final = ("false", "False", "FALSE")
"""How a boolean is written as text."""


def path_of(spelled: str) -> Path:
    """The path that names joined by dots stand for: `userIdentity.type`."""
    return tuple(spelled.split("."))


def any_of(parts: Iterable[Condition]) -> Condition:
    """One of the parts holds; each different one is there once, and one alone stays as it is."""
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else AnyOf(found)


def all_of(parts: Iterable[Condition]) -> Condition:
    """All of the parts hold; each different one is there once, and one alone stays as it is."""
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else All(found)


def opposite(condition: Condition) -> Condition:
    """The condition that holds where this one does not."""
    return condition.part if isinstance(condition, Not) else Not(condition)


def alternatives(condition: Condition) -> Iterator[Condition]:
    """The conditions of which any will do for this one to hold."""
    if isinstance(condition, AnyOf):
        for part in condition.parts:
            yield from alternatives(part)
    else:
        yield condition


def members(condition: Condition) -> Iterator[Member]:
    """The members that a condition is about, each time that one is read."""
    match condition:
        case Fits(text, _) | Matches(text, _) | Within(text, _):
            yield from members_of_text(text)
        case Present(path):
            yield Member(path)
        case Flag(member, _, otherwise):
            yield member
            yield from members(otherwise)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from members(part)
        case Not(part):
            yield from members(part)
        case (
            Mentions()
            | NamesResource()
            | ResourceMatches()
            | HasResourceType()
            | ResourceTypeMatches()
            | ActsBy()
        ):
            pass


def members_of_text(text: Text) -> Iterator[Member]:
    """The members that a text is read from or chosen by, each time that one is read."""
    match text:
        case Member():
            yield text
        case Below(path):
            yield Member(path)
        case AfterColon(member):
            yield member
        case Said(inner):
            yield from members_of_text(inner)
        case FirstOf(texts):
            for part in texts:
                yield from members_of_text(part)
        case Where(condition, inner):
            yield from members(condition)
            yield from members_of_text(inner)
        case Cases(cases, otherwise):
            for part in (*cases, otherwise):
                yield from members_of_text(part)
        case Constant():
            pass


def givers(text: Text) -> Iterator[Member | Constant]:
    """What a text may be as a whole: members and constants, not what chooses among them."""
    match text:
        case Member() | Constant():
            yield text
        case Said(inner) | Where(_, inner):
            yield from givers(inner)
        case FirstOf(texts):
            for part in texts:
                yield from givers(part)
        case Cases(cases, otherwise):
            for part in (*cases, otherwise):
                yield from givers(part)
        case AfterColon() | Below():
            pass

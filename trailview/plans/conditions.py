"""What must be so in a record for a term to hold, in terms that log languages have.

`condition` never leaves out a right record, whatever types the record's
members have, and may let some wrong ones through, which are dropped here. It is
a weaker form of what the term means (`question/meaning.py`), of `All`, `AnyOf`,
`Fits` on one member, on what is after its colon or on what is below a path,
`Not` of such a `Fits` on a member or after its colon, `Matches` a member,
`Within` a member, `Present`, `Mentions`, `NamesResource`, and `Flag`, whose
`otherwise` is to be taken as true. Values that fold are of ASCII.

One thing is taken for granted: where a member is to be absent, or not to have
a value, or is asked for by its path or by a regular expression, its text is not
hidden in an object or list, and it is a text. No log language can ask for
that, and CloudTrail documents text for the members in `DOCUMENTED`. Of other
members, nothing negative is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Final

from trailview.events.acts import Kind
from trailview.events.conditions import (
    EACH,
    ActsBy,
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
    HasResourceType,
    Holds,
    Matches,
    Member,
    Mentions,
    NamesResource,
    Network,
    Not,
    Present,
    ResourceMatches,
    ResourceTypeMatches,
    Said,
    Text,
    Where,
    Within,
    all_of,
    alternatives,
    any_of,
    members,
    members_of_text,
    opposite,
)
from trailview.events.expressions import Expression
from trailview.events.meanings import WORDS
from trailview.events.pattern import ANY, Pattern, Value
from trailview.question.acting import service_side
from trailview.question.fields import FIELDS
from trailview.question.folding import relaxed
from trailview.question.meaning import in_kinds, meaning
from trailview.question.terms import Clause, Term


def _documented() -> Iterable[Member]:
    for field in FIELDS:
        found = [member for text in field.texts for member in members_of_text(text)]
        found += [member for condition in field.meanings.values() for member in members(condition)]
        yield from (member for member in found if member.holds is not Holds.ANYTHING)


_ISSUED: Final = (
    ("responseElements", "credentials", "accessKeyId"),
    ("responseElements", "accessKey", "accessKeyId"),
    ("responseElements", "assumedRoleUser", "assumedRoleId"),
    ("responseElements", "assumedRoleUser", "arn"),
)
"""What the calls that issue keys answer with, by which a key is followed back (IAM user guide,
"Logging IAM and AWS STS API calls with AWS CloudTrail")."""
_SHARED: Final = ("sharedEventID",)
"""What the records of one call in several accounts have alike (CloudTrail user guide, "CloudTrail
record contents")."""
DOCUMENTED: Final = frozenset((*(member.path for member in _documented()), *_ISSUED, _SHARED))
"""Members that CloudTrail documents text for, or a boolean, or nothing."""
FLAGS: Final = frozenset(member.path for member in _documented() if member.holds is Holds.FLAG)
"""Those of them that are seen as booleans and as their text."""

_FOLDED_TO: Final = re.compile("[ks]")
_NEVER: Final = AnyOf(())
_TYPE_OF_EACH: Final = Member(("resources", EACH, "type"))
_TYPE_OF_ONE: Final = Member(("resources", "type"))
"""`resources` is a list, or one object alone."""


def condition(clause: Clause) -> Condition | None:
    """What must be so in a record for a term or group to hold; None where that cannot be said."""
    return needed(meaning(clause))


def is_kept_whole(term: Term) -> bool:
    """Whether `needed` keeps all of a term's values as they are, and all of who acts."""
    match meaning(term):
        case ActsBy(kinds) | Not(ActsBy(kinds)) if kinds != {Kind.SERVICE}:
            return False
    return all(
        isinstance(value, Pattern) and value == safely_folded(value) for value in term.values
    )


def asked_alone(clause: Clause, *, negated: bool = False) -> Iterator[Term]:
    """Each term of a clause as it is asked for: negated where what it stands in is."""
    negated = clause.negated is not negated
    if isinstance(clause, Term):
        yield replace(clause, negated=negated)
        return
    for clauses in clause.alternatives:
        for inner in clauses:
            yield from asked_alone(inner, negated=negated)


def narrowest(wanted: Condition) -> Condition:
    """A weaker condition, of the first part of all that must hold."""
    match wanted:
        case All(parts) if parts:
            return narrowest(parts[0])
        case AnyOf(parts) if parts:
            return any_of(map(narrowest, parts))
        case _:
            return wanted


def pruned(wanted: Condition, can_say: Callable[[Condition], bool]) -> Condition | None:
    """A weaker condition, of only what can be said; None where that is nothing.

    Of what must all hold, the rest is left; of alternatives, each has to be said.
    """
    match wanted:
        case All(parts):
            return _together([pruned(part, can_say) for part in parts])
        case AnyOf(parts) if parts:
            return _either([pruned(part, can_say) for part in parts])
        case _:
            return wanted if can_say(wanted) else None


def needed(wanted: Condition) -> Condition | None:
    """What must be so for a condition to hold; None where that is nothing, or cannot be said."""
    match wanted:
        case All(parts):
            return _together([needed(part) for part in parts])
        case AnyOf(parts):
            return _either([needed(part) for part in parts])
        case Not(part):
            return _needed_not(part)
        case Fits(text, values):
            return _fitting(text, values)
        case Within(text, network):
            one = _only_address(network)
            return wanted if one is None else _fitting(text, one)
        case Present() | Flag() | Mentions() | NamesResource():
            return wanted
        case ActsBy():
            side = service_side(wanted)
            return None if side is None else needed(side)
        case HasResourceType(values):
            return _either([_fitting(_TYPE_OF_EACH, values), _fitting(_TYPE_OF_ONE, values)])
        case Matches(text, expressions):
            return _fitting(text, expressions)
        case ResourceMatches(expressions):
            return required(expressions, lambda value: NamesResource((value,)))
        case ResourceTypeMatches(expressions):
            return _either(
                [_fitting(_TYPE_OF_EACH, expressions), _fitting(_TYPE_OF_ONE, expressions)]
            )


def required(
    expressions: Iterable[Expression], says: Callable[[Pattern], Condition]
) -> Condition | None:
    """What a text must have in it for one of the expressions to be found there."""
    return _either(
        [_together([says(value) for value in texts_required(one)]) for one in expressions]
    )


def texts_required(expression: Expression) -> Iterator[Pattern]:
    """What fits each text in which an expression is found.

    A letter that one beyond ASCII folds to may be any.
    """
    for text in expression.required.exact:
        yield Pattern(("", text, ""))
    for text in expression.required.folded:
        if any(pieces := _FOLDED_TO.split(text)):
            yield Pattern(("", *pieces, ""), folds=True)


def _needed_not(unwanted: Condition) -> Condition | None:
    """What must be so for a condition not to hold."""
    match unwanted:
        case All(parts):
            return _either([_needed_not(part) for part in parts])
        case AnyOf(parts):
            return _together([_needed_not(part) for part in parts])
        case Not(part):
            return needed(part)
        case Fits(text, values):
            return _missing(text, values)
        case Present(path):
            return _missing(Member(path), (ANY,))
        case ActsBy(kinds):
            return _needed_not(WORDS["service"]) if Kind.SERVICE in kinds else None
        case Flag(member, value, otherwise):
            return Flag(member, not value, opposite(otherwise))
        case Within(text, network):
            one = _only_address(network)
            return None if one is None else _missing(text, one)
        case _:
            return None


def _only_address(network: Network) -> tuple[Pattern] | None:
    """The text of the one address there is in a network; None where that is not one text."""
    if isinstance(network, IPv4Network) and network.num_addresses == 1:
        return (Pattern((str(network.network_address),)),)
    return None


def _together(parts: Sequence[Condition | None]) -> Condition | None:
    """All of what can be said."""
    said = [part for part in parts if part is not None]
    return all_of(said) if said else None


def _either(parts: Sequence[Condition | None]) -> Condition | None:
    """Any of the parts; nothing if any is nothing, or if they leave nothing out."""
    said = [one for part in parts if part is not None for one in alternatives(part)]
    flags = {(part.member, part.value) for part in said if isinstance(part, Flag)}
    if None in parts or any((member, not value) in flags for member, value in flags):
        return None
    return any_of(_merged(said))


def _merged(parts: Sequence[Condition]) -> list[Condition]:
    """The parts, with all values that one text is compared with in one place."""
    fitting = dict[Text, tuple[Pattern, ...]]()
    for part in parts:
        if isinstance(part, Fits):
            fitting[part.text] = (*fitting.get(part.text, ()), *part.values)
    return [
        Fits(part.text, _without_covered(fitting[part.text])) if isinstance(part, Fits) else part
        for part in parts
    ]


def _fitting(text: Text, values: Sequence[Value]) -> Condition | None:
    """What must be so for a text to fit one of the values.

    Which of several texts it is, is not asked: each that may fit will do.
    """
    if any(value.matches("") for value in values):
        return None
    match text:
        case Below(path):
            return _fitting(Member(path), values) if path in DOCUMENTED else _in(text, values)
        case Member() | AfterColon():
            return _in(text, values)
        case Said(inner):
            return _fitting(inner, values)
        case Constant(said):
            return None if any(value.matches(said) for value in values) else _NEVER
        case FirstOf(texts):
            return _first_fitting(texts, values)
        case Where(guard, inner):
            return _together([needed(guard), _fitting(inner, values)])
        case Cases(cases, otherwise):
            chosen = [_case_fitting(case, values) for case in cases]
            return _either([_fitting(otherwise, values), *chosen])


def _in(text: Member | AfterColon | Below, values: Sequence[Value]) -> Condition | None:
    patterns, expressions = in_kinds(values)
    parts = list[Condition | None]()
    if patterns:
        parts.append(Fits(text, _without_covered(tuple(map(safely_folded, patterns)))))
    if expressions and isinstance(text, Member) and text.path in DOCUMENTED - FLAGS:
        parts.append(Matches(text, expressions))
    elif expressions:
        parts.append(required(expressions, lambda value: Fits(text, (value,))))
    return _either(parts)


def safely_folded(value: Pattern) -> Pattern:
    """The value, or one that fits at least as much where services fold letters otherwise."""
    return replace(relaxed(value), folds=True) if value.folds else value


def _without_covered(values: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
    """The values without those that another covers: `s3*.amazonaws.com` beside `s3*`."""
    if any(value.is_any for value in values):
        return (ANY,)
    return tuple(
        value
        for value in dict.fromkeys(values)
        if value.literal is not None
        or not value.pieces[-1]
        or Pattern((*value.pieces[:-1], ""), value.folds) not in values
    )


def _first_fitting(texts: tuple[Text, ...], values: Sequence[Value]) -> Condition | None:
    """A constant of ours is the first where what comes before it is absent."""
    parts = list[Condition | None]()
    for place, text in enumerate(texts):
        part = _fitting(text, values)
        if part is None and isinstance(text, Constant):
            part = _together([_missing(before, (ANY,)) for before in texts[:place]])
        parts.append(part)
    return _either(parts)


def _case_fitting(case: Where, values: Sequence[Value]) -> Condition | None:
    """A fitting member tells more than why it was chosen; that tells more than what is absent."""
    guard, found = needed(case.condition), _fitting(case.text, values)
    if found is None:
        return guard
    return _either([part if isinstance(part, Fits) else guard for part in alternatives(found)])


def _missing(text: Text, values: tuple[Pattern, ...]) -> Condition | None:
    """What must be so for a text to be absent, or to fit none of the values."""
    if any(value.literal == "" for value in values):
        return None
    match text:
        case Below(path):
            return _missing(Member(path), values) if path in DOCUMENTED else None
        case Member(path) | AfterColon(Member(path)):
            kept = tuple(value for value in values if value == safely_folded(value))
            if path not in DOCUMENTED or not kept:
                return None
            return Not(Fits(text, _without_covered(kept)))
        case Said(inner):
            return _missing(inner, values)
        case Constant(said):
            return _NEVER if any(value.matches(said) for value in values) else None
        case FirstOf(texts):
            return _first_missing(texts, values)
        case Where(guard, inner):
            return _either([_needed_not(guard), _missing(inner, values)])
        case Cases(cases, otherwise):
            return _no_case_fits(cases, otherwise, values)


def _first_missing(texts: tuple[Text, ...], values: tuple[Pattern, ...]) -> Condition | None:
    """Before a constant of ours that fits, there has to be another text."""
    parts = [_missing(texts[0], values)]
    for place, text in enumerate(texts):
        before = texts[:place]
        are_never_empty = all(isinstance(one, Said | AfterColon) for one in before)
        if isinstance(text, Constant) and are_never_empty and _missing(text, values) == _NEVER:
            parts.append(_either([_fitting(one, (ANY,)) for one in before]))
    return _together(parts)


def _no_case_fits(
    cases: tuple[Where, ...], otherwise: Text, values: tuple[Pattern, ...]
) -> Condition | None:
    usual = _missing(otherwise, values)
    parts, chosen = list[Condition | None](), list[Condition | None]()
    for case in cases:
        missing = _missing(case.text, values)
        if missing != usual:
            parts.append(_either([_needed_not(case.condition), missing]))
            chosen.append(needed(case.condition))
    return _together([_either([usual, *chosen]), *parts])

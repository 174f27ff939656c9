"""What a record's members must be like for a term to hold, said once for both log languages.

`condition` gives what *must* be so wherever the term holds: it never leaves out
a right record, whatever types the record's members have, and may let some
wrong ones through, which are dropped here. The one thing taken for granted:
where a member is to be absent, or not to have a value, its text is not hidden
in an object or list. No log language can ask for that, and CloudTrail
documents text for all members that fields read (`DOCUMENTED`). Of other
members, nothing negative is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from trailview.events.identity import ROOT
from trailview.question.fields import FIELDS, IS_WORDS, Compare, find_field
from trailview.question.parse import Network, network_of, parse_path
from trailview.question.predicate import full_service, has_dot, is_arn
from trailview.question.query import FREE_TEXT, Pattern, Term

Path = tuple[str | int, ...]
"""Member names and list indexes; `EACH` for every entry of a list."""

EACH: Final = -1
ANY: Final = Pattern(("", ""))

_SERVICE_SUFFIX: Final = ".amazonaws.com"


@dataclass(frozen=True, slots=True)
class Fits:
    """The text (or number, or boolean) at `path` fits `value`."""

    path: Path
    value: Pattern


@dataclass(frozen=True, slots=True)
class Present:
    """Something stands at `path` that is not empty: an object or a list will do."""

    path: Path


@dataclass(frozen=True, slots=True)
class Misses:
    """What stands at `path` fits none of `values`, or nothing stands there."""

    path: Path
    values: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class SessionFits:
    """The text at `path` after its first colon fits `value`."""

    path: Path
    value: Pattern


@dataclass(frozen=True, slots=True)
class SessionMisses:
    """What is after the first colon at `path` fits none of `values`, or nothing is."""

    path: Path
    values: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class StartsLike:
    """The text at `path` begins with `start`, in capitals or not."""

    path: Path
    start: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing stands at `path`, or null, or an empty text."""

    path: Path


@dataclass(frozen=True, slots=True)
class Flag:
    """The boolean at `path`, which may be written as text, is `value`; or nothing stands there."""

    path: Path
    value: bool


@dataclass(frozen=True, slots=True)
class Within:
    """The text at `path` is an address of `network`."""

    path: Path
    network: Network


@dataclass(frozen=True, slots=True)
class All:
    """All of the parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts holds, or more."""

    parts: tuple[Condition, ...]


Condition = (
    Fits
    | Present
    | Misses
    | SessionFits
    | SessionMisses
    | StartsLike
    | Missing
    | Flag
    | Within
    | All
    | AnyOf
)


def path_of(spelled: str) -> Path:
    """The path that a field's spelling gives: `resources[].ARN`."""
    parts: list[str | int] = []
    for name in spelled.split("."):
        parts.append(name.removesuffix("[]"))
        if name.endswith("[]"):
            parts.append(EACH)
    return tuple(parts)


def _paths(field: str) -> tuple[Path, ...]:
    row = find_field(field)
    assert row is not None
    return tuple(map(path_of, row.spelling.paths))


DOCUMENTED: Final = frozenset(
    path for row in FIELDS for path in _paths(row.name) if EACH not in path
)
"""Members that hold text by documentation, or nothing."""

_NAME, _PRINCIPAL_ID, _TYPE = _paths("user")
_ROLE_NAME, _ROLE_ARN, _ISSUER_TYPE = _paths("role")
_RECIPIENT, _CALLER = _paths("account")
(_CATEGORY,) = _paths("category")
_READ_ONLY, _ERROR, _, _FROM_CONSOLE, _EVENT_TYPE, _SOURCE, _INVOKED_BY, _MFA, _MFA_USED = _paths(
    "is"
)
FLAGS: Final = frozenset({_READ_ONLY, _FROM_CONSOLE, _MFA})
"""Members that are seen as booleans and as their text."""


def condition(term: Term) -> Condition | None:
    """What must be so in a record for the term to hold; None where that cannot be said.

    Free text and resources can stand anywhere, so no condition on members finds them.
    """
    if any(value.literal == "" for value in term.values):
        return None
    if term.is_path:
        path = parse_path(term.field)
        if not term.negated and any(value.is_any for value in term.values):
            return Present(path)
        return _member(path, term.values, term.negated)
    return _OWN.get(term.field, _plain)(term)


def _any_of(parts: Iterable[Condition]) -> Condition:
    found = tuple(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else AnyOf(found)


def _member(path: Path, values: tuple[Pattern, ...], negated: bool) -> Condition | None:
    if not negated:
        return _any_of(Fits(path, value) for value in values)
    return _misses(path, values) if path in DOCUMENTED else None


def _misses(path: Path, values: tuple[Pattern, ...]) -> Condition:
    return Missing(path) if any(value.is_any for value in values) else Misses(path, values)


def _exactly(*texts: str) -> tuple[Pattern, ...]:
    return tuple(Pattern((text,)) for text in texts)


def _nowhere(_term: Term) -> None:
    return None


def _plain(term: Term) -> Condition | None:
    """A field that is one member of the record."""
    field = find_field(term.field)
    if field is None:
        return None
    values = term.values
    if field.compare is Compare.SERVICE:
        values = tuple(wide for value in values for wide in _services(value))
    (path,) = _paths(field.name)
    return _member(path, values, term.negated)


def _services(value: Pattern) -> tuple[Pattern, ...]:
    """The whole names that a service's value stands for."""
    if value.literal is not None or has_dot(value) or not value.pieces[-1]:
        return (full_service(value),)
    return value, Pattern((*value.pieces[:-1], value.pieces[-1] + _SERVICE_SUFFIX))


def _address(term: Term) -> Condition | None:
    (path,) = _paths("ip")
    texts: list[Pattern] = []
    networks: list[Network] = []
    for value in term.values:
        network = network_of(value)
        if network is None:
            texts.append(value)
        elif isinstance(network, IPv4Network) and network.num_addresses == 1:
            texts += _exactly(str(network.network_address))
        else:
            networks.append(network)
    if not term.negated:
        fitting = tuple(Fits(path, value) for value in texts)
        return _any_of((*fitting, *(Within(path, network) for network in networks)))
    return None if networks else _misses(path, tuple(texts))


def _resource_type(term: Term) -> Condition | None:
    """`resources` is a list, or one object alone. What is in none of its entries is not asked."""
    if term.negated:
        return None
    (each,) = _paths("resource-type")
    alone = tuple(part for part in each if part != EACH)
    return _any_of(Fits(path, value) for path in (each, alone) for value in term.values)


_SESSIONS: Final = _exactly("AssumedRole", "FederatedUser")
_ROOT: Final = _exactly("Root")


def _user(term: Term) -> Condition:
    """A session's name stands in `principalId`; root's may stand nowhere."""
    values = term.values
    may_be_root = any(value.matches(ROOT) for value in values)
    if not term.negated:
        found: list[Condition] = [Fits(_NAME, value) for value in values]
        found += [SessionFits(_PRINCIPAL_ID, value) for value in values]
        found += [Fits(_TYPE, value) for value in _ROOT if may_be_root]
        return _any_of(found)
    is_session = tuple(Fits(_TYPE, value) for value in _SESSIONS)
    parts: list[Condition] = [
        AnyOf((_misses(_NAME, values), *is_session)),
        AnyOf((SessionMisses(_PRINCIPAL_ID, values), Misses(_TYPE, _SESSIONS))),
    ]
    if may_be_root:
        parts.append(AnyOf((Misses(_TYPE, _ROOT), Fits(_NAME, ANY))))
    return All(tuple(parts))


def _role(term: Term) -> Condition:
    arns = tuple(value for value in term.values if is_arn(value))
    names = tuple(value for value in term.values if not is_arn(value))
    (is_role,) = _exactly("Role")
    if not term.negated:
        found = (*(Fits(_ROLE_NAME, v) for v in names), *(Fits(_ROLE_ARN, v) for v in arns))
        return All((Fits(_ISSUER_TYPE, is_role), _any_of(found)))
    parts = [
        _misses(path, values) for path, values in ((_ROLE_NAME, names), (_ROLE_ARN, arns)) if values
    ]
    neither = parts[0] if len(parts) == 1 else All(tuple(parts))
    return AnyOf((Misses(_ISSUER_TYPE, (is_role,)), neither))


def _account(term: Term) -> Condition | None:
    if term.negated:  # an empty recipient fits no value, so this holds for it as well
        return _misses(_RECIPIENT, term.values)
    return _any_of(Fits(path, value) for path in (_RECIPIENT, _CALLER) for value in term.values)


def _category(term: Term) -> Condition | None:
    found = _member(_CATEGORY, term.values, term.negated)
    if term.negated or found is None:
        return found
    if any(value.matches("Management") for value in term.values):
        return _any_of((found, Missing(_CATEGORY)))
    return found


def _words(term: Term, words: tuple[str, ...]) -> set[str]:
    return {word for word in words if any(value.matches(word) for value in term.values)}


def _readonly(term: Term) -> Condition | None:
    words = _words(term, ("true", "false"))
    if len(words) != 1:
        return None
    return Flag(_READ_ONLY, ("true" in words) is not term.negated)


_DENIED: Final = (
    *_exactly("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"),
    Pattern(("Client.Unauthorized", "")),
    Pattern(("", ".AccessDenied")),
    Pattern(("", ".UnauthorizedOperation")),
)
_BY_SERVICE: Final = Pattern(("", _SERVICE_SUFFIX))
_TEXTS: Final[dict[str, tuple[tuple[Path, tuple[Pattern, ...]], ...]]] = {
    "error": ((_ERROR, (ANY,)),),
    "denied": ((_ERROR, _DENIED),),
    "root": ((_TYPE, _ROOT),),
    "console": (
        (_FROM_CONSOLE, _exactly("true")),
        (_SOURCE, _exactly("signin.amazonaws.com")),
        (_EVENT_TYPE, _exactly("AwsConsoleSignIn", "AwsConsoleSignin", "AwsConsoleAction")),
    ),
    "service": ((_TYPE, _exactly("AWSService")), (_INVOKED_BY, (_BY_SERVICE,))),
    "mfa": ((_MFA, _exactly("true")), (_MFA_USED, _exactly("Yes"))),
}
"""For a word of `is`: it holds where any of these members has any of these texts."""


def _is(term: Term) -> Condition | None:
    words = _words(term, IS_WORDS)
    if {"read", "write"} <= words:
        return None
    parts = [part for word in IS_WORDS if word in words for part in _word(word, term.negated)]
    if not term.negated:
        return _any_of(parts)
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _word(word: str, negated: bool) -> list[Condition]:
    if word in ("read", "write"):
        return [Flag(_READ_ONLY, (word == "read") is not negated)]
    if negated:
        return [_misses(path, values) for path, values in _TEXTS[word]]
    return [
        StartsLike(path, "AwsConsole") if path == _EVENT_TYPE else Fits(path, value)
        for path, values in _TEXTS[word]
        for value in values
    ]  # the capitals of event types differ from record to record


_OWN: Final[dict[str, Callable[[Term], Condition | None]]] = {
    FREE_TEXT: _nowhere,
    "resource": _nowhere,
    "resource-type": _resource_type,
    "ip": _address,
    "user": _user,
    "role": _role,
    "account": _account,
    "category": _category,
    "readonly": _readonly,
    "is": _is,
}

"""Records masked: what their members name is found, and then hidden, however deep they nest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from trailview.events.places import member_of, text_of
from trailview.events.secrets import hides_nothing, is_secret
from trailview.search.redaction.masks import Found, Masks
from trailview.search.redaction.named import MEMBERS, Kind, Named, account, name, named_in

_STRUCTURE: Final = frozenset(
    {
        "apiVersion",
        "awsRegion",
        "errorCode",
        "eventCategory",
        "eventName",
        "eventSource",
        "eventTime",
        "eventType",
        "eventVersion",
        "managementEvent",
        "readOnly",
    }
)
"""Members of a record that say what happened, where and when, and nothing of who: they stay."""
_ACCOUNT_DIGITS: Final = 12
_PRINCIPAL_ID: Final = "principalid"


class _Place(NamedTuple):
    """Where a text or a number stands."""

    member: str = ""
    """The innermost member's name, in lower case; what is in a list has that of the list."""
    above: str = ""
    """The name of the member that this one stands in."""
    is_hidden: bool = False
    """Whether it is, or stands in, a secret."""
    is_name: bool = False
    """Whether it is itself the name of a member."""

    def below(self, member: str) -> _Place:
        """The place of a member of the object that stands here."""
        return _Place(member.lower(), self.member, self.is_hidden or is_secret((member,)))

    @property
    def kind(self) -> Kind | None:
        """What stands here, where the member's name tells."""
        if self.is_name:
            return None
        return MEMBERS.get(self.member) or MEMBERS.get(f"{self.above}.{self.member}")


Rewrite = Callable[[_Place, str | int], object]
"""Gives what is to stand in a place instead of a text or a number."""


def see(record: object, found: Found) -> None:
    """Note all that is to be masked in a record."""
    if isinstance(record, dict):
        found.keep(record)
        found.keep(_own_words(record))

    def note(place: _Place, value: str | int) -> object:
        found.see(_named(place, value))
        return value

    _rewritten(record, note)


def masked(record: object, masks: Masks) -> object:
    """A record with all of it masked; valid JSON as before. What it is given stays as it is."""

    def mask(place: _Place, value: str | int) -> object:
        if isinstance(value, int):
            shown = masks.value(str(value)) if _may_be_account(place, str(value), masks) else ""
            return shown or value
        if place.is_hidden or place.kind is not None:
            return masks.value(value)
        if place.member == _PRINCIPAL_ID and not place.is_name:
            return ":".join(map(masks.value, value.split(":")))
        return masks.text(value)

    return _rewritten(record, mask)


def _may_be_account(place: _Place, digits: str, masks: Masks) -> bool:
    is_called_so = "account" in place.member or place.kind is Kind.ACCOUNT
    return is_called_so or masks.is_account(digits)


def _own_words(record: dict[str, object]) -> Iterator[str]:
    """What is the record's own language, whoever may be called so."""
    source, region = text_of(record.get("eventSource")), text_of(record.get("awsRegion"))
    yield from filter(None, ((source or "").partition(".")[0], region))
    stack = [record.get("userIdentity")]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            yield from value
            stack.extend(value.values())


def _named(place: _Place, value: str | int) -> Iterator[Named]:
    text = str(value)
    if place.is_hidden:
        if text and not place.is_name and not hides_nothing(text):
            yield Named(Kind.SECRET, text)
        return
    if isinstance(value, int):
        if "account" in place.member and len(text) == _ACCOUNT_DIGITS:
            yield account(text)
    elif place.kind is not None:
        yield from name(place.kind, text)
    elif place.member == _PRINCIPAL_ID and not place.is_name:
        principal, colon, session = text.partition(":")
        yield from name(Kind.PRINCIPAL, principal)
        yield from name(Kind.USER, session.rpartition(":")[2]) if colon else ()
    if isinstance(value, str):
        yield from named_in(text)


def _rewritten(record: object, rewrite: Rewrite) -> object:
    """A record with other texts and numbers, and other names of members below its own."""
    made: list[object] = []
    stack: list[tuple[_Place, object, Callable[[object], object]]] = [
        (_Place(), record, made.append)
    ]
    while stack:
        place, value, put = stack.pop()
        if isinstance(value, dict):
            members: dict[str, object] = {}
            put(members)
            is_record = value is record
            below = []
            for key, each in value.items():
                if is_record and key in _STRUCTURE:
                    members[key] = each
                    continue
                shown = key if is_record else str(rewrite(_Place(is_name=True), key))
                while shown in members:  # two spellings of one name share a mask
                    shown += "+"
                members[shown] = None  # it keeps its place
                below.append((_child(place, key, value), each, _setter(members, shown)))
            stack.extend(reversed(below))
        elif isinstance(value, list):
            items: list[object] = [None] * len(value)
            put(items)
            inside = [(place, each, _setter(items, at)) for at, each in enumerate(value)]
            stack.extend(reversed(inside))
        elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            put(rewrite(place, value))
        else:
            put(value)
    return made[0]


def _child(place: _Place, member: str, holder: dict[str, object]) -> _Place:
    below = place.below(member)
    of_role = place.member == "sessionissuer" and text_of(member_of(holder, "type")) != "IAMUser"
    return below._replace(member="rolename") if of_role and below.member == "username" else below


def _setter(holder: Any, at: str | int) -> Callable[[object], object]:
    """What puts a value into an object under a name, or into a list at a place."""

    def put(value: object) -> None:
        holder[at] = value

    return put

"""One CloudTrail record: its raw JSON, and what is read from it on demand.

Field names and types are those of the CloudTrail user guide, page "CloudTrail
record contents". Records found in the wild break every one of them, so each
value is taken as it is and none is required.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from trailview.events.acts import ActRow
from trailview.events.aggregated import usual_names, window_start
from trailview.events.evaluate import holds_in, text_in
from trailview.events.identity import Identity, identity_of
from trailview.events.meanings import ACCOUNT, WORDS
from trailview.events.places import member_of, text_of
from trailview.events.severity import Severity, base_severity, severity
from trailview.events.times import seconds
from trailview.events.who_acts import acting

if TYPE_CHECKING:
    import json

MAX_DEPTH: Final = 9_000
"""Nested levels up to which a record is read as JSON."""


class Delivery(NamedTuple):
    """A record as it was delivered, with what only its envelope knew."""

    raw: bytes
    """The record's JSON text, as written."""
    time: int | None = None
    """The envelope's time, for a record without a usable one of its own."""
    resources: bytes = b""
    """Event history's own `Resources` list as JSON, where the record came from there."""
    note: str = ""
    """What is to be known of it: from what it was rebuilt, how a time was read; else empty."""


class TimedDelivery(NamedTuple):
    """A record, and when its event happened, in seconds since 1970."""

    time: int
    delivery: Delivery


class Number(str):
    """A JSON number, as it was written."""

    __slots__ = ()


_account: Final = text_in(ACCOUNT)
_SAYS: Final = {word: holds_in(condition) for word, condition in WORDS.items()}
"""What tests whether a word of `is` holds."""


@cache
def _decoder() -> json.JSONDecoder:
    import json  # the screen reads no record before its first frame

    return json.JSONDecoder(parse_float=Number, parse_int=Number, strict=False)


@contextmanager
def _deep() -> Iterator[None]:
    """Let the JSON decoder follow records that nest deeper than Python's default limit."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, MAX_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def decode(raw: bytes) -> object:
    """The value of a JSON text; numbers stay as written, invalid UTF-8 is replaced.

    Control characters inside strings are let through. Raises ValueError where
    the text is no JSON or nests too deep.
    """
    text = raw.decode("utf-8-sig", "replace")
    try:
        return _decoder().decode(text)
    except RecursionError:
        pass
    with _deep():
        try:
            return _decoder().decode(text)
        except RecursionError:
            raise ValueError("nested too deep") from None


@cache
def _plain_text() -> Callable[[bytes], bytes]:
    from trailview.events.plain import plain_text  # msgspec is not on the way to a screen

    return plain_text


class Event:
    """One event: a record decoded as far as it is asked about.

    Attributes are computed when first read and kept. Any bytes can be given:
    what is no JSON object has no attribute at all.
    """

    is_line = False
    """Whether the raw text is known to be one line of valid JSON (`events/json_line.py`)."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self._plain: bytes | None = None
        """Kept here, as `cached_property` takes a lock: a fifth of what free text takes."""

    @property
    def raw(self) -> bytes:
        """The record's JSON text, as written."""
        return self.delivery.raw

    @cached_property
    def tree(self) -> Mapping[str, object]:
        """The whole record, decoded; empty where it is no JSON object.

        An aggregated event's members have the names that other events have for them too.
        """
        try:
            value = decode(self.delivery.raw)
        except ValueError:
            return {}
        return usual_names(value) if isinstance(value, dict) else {}

    def member(self, name: str) -> object:
        """One top-level member, decoded; None where absent.

        Decodes nothing else, unless that was done already: most questions
        about a path are settled by this alone.
        """
        if "tree" in self.__dict__:
            return self.tree.get(name)
        from trailview.events.member import raw_member  # msgspec is not on the way to a screen

        found = raw_member(self.delivery.raw, name)
        if not found:
            return None if found == b"" else self.tree.get(name)
        try:
            return decode(found)
        except ValueError:
            return self.tree.get(name)

    @property
    def plain(self) -> bytes:
        """The record as `trailview.events.plain.plain_text` writes it: quicker than `tree`."""
        if self._plain is None:
            self._plain = _plain_text()(self.delivery.raw)
        return self._plain

    @cached_property
    def lookup_resources(self) -> tuple[Mapping[str, object], ...]:
        """Event history's own `Resources`, where the record came from there."""
        if not self.delivery.resources:
            return ()
        try:
            value = decode(self.delivery.resources)
        except ValueError:
            return ()
        return tuple(x for x in value if isinstance(x, dict)) if isinstance(value, list) else ()

    def text(self, name: str) -> str | None:
        """A top-level scalar as text; None where absent or no scalar."""
        return text_of(self.tree.get(name))

    @cached_property
    def time(self) -> int | None:
        """Seconds since 1970: the record's own time or window, else its envelope's."""
        value = self.tree.get("eventTime")
        own = seconds(str(value) if isinstance(value, Number) else value)
        own = window_start(self.tree) if own is None else own
        return self.delivery.time if own is None else own

    @cached_property
    def additional(self) -> Mapping[str, object]:
        """`additionalEventData`; empty where it is no object."""
        value = self.tree.get("additionalEventData")
        return value if isinstance(value, dict) else {}

    @cached_property
    def identity(self) -> Identity:
        """Who made the call."""
        return identity_of(self.tree.get("userIdentity"), text_of(self.additional.get("UserName")))

    @property
    def source_identity(self) -> str | None:
        """Who stands behind a session, as whoever began it had to say."""
        context = member_of(self.tree.get("userIdentity"), "sessionContext")
        return text_of(member_of(context, "sourceIdentity"))

    @cached_property
    def account(self) -> str | None:
        """The account that received the event, else the caller's."""
        return _account(self.tree.get)

    def says(self, word: str) -> bool:
        """Whether a word of the `is` field holds. Raises KeyError for a word there is not."""
        return _SAYS[word](self.tree.get)

    @cached_property
    def read_only(self) -> bool:
        """`readOnly`, also when it is text; else what the event's name says."""
        return self.says("read")

    @cached_property
    def resources(self) -> tuple[Mapping[str, object], ...]:
        """The entries of `resources`; a lone object counts as one entry."""
        value = self.tree.get("resources")
        items = value if isinstance(value, list) else [value]
        return tuple(x for x in items if isinstance(x, dict))

    @property
    def is_failed(self) -> bool:
        """An `errorCode`, or a console sign-in that says Failure."""
        if self.says("error"):
            return True
        response = self.tree.get("responseElements")
        return isinstance(response, dict) and response.get("ConsoleLogin") == "Failure"

    @cached_property
    def acting(self) -> ActRow | None:
        """Who acts, as the table in `events/acts.py` tells it; None where no identity is named."""
        return acting(self.identity, self.tree.get("userIdentity"), self.text("userAgent"))

    @property
    def has_mfa(self) -> bool:
        """Whether a second factor was given."""
        return self.says("mfa")

    @property
    def severity(self) -> Severity:
        """How much attention the event deserves at first sight."""
        base = base_severity(self.text("eventName"), self.read_only)
        return severity(base, root=self.says("root"), failed=self.is_failed)

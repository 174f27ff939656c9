"""From records to blocks: the only place that turns CloudTrail's JSON into columns.

Written for speed: texts become codes by one dictionary look-up each, and
identities are told apart by their raw JSON, so that each is read once however
many calls it made.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import Final

import msgspec
from isal.isal_zlib import crc32

from trailview.events import block as layout
from trailview.events.block import NO_TIME, Block
from trailview.events.head import BROKEN, Head, delivered_head
from trailview.events.identity import Identity, identity_of
from trailview.events.record import Delivery, decode, is_console, is_denied, read_only
from trailview.events.resource import request_resource, short_resource
from trailview.events.severity import Severity, base_severity, severity
from trailview.events.times import seconds

_EMPTY: Final = 4
"""JSON of at most this length (`null`, `{}`, `[]`) says nothing."""
_REMEMBERED: Final = 20_000
_REMEMBERED_BYTES: Final = 512


class _SignIn(msgspec.Struct):
    ConsoleLogin: str | None = None


_sign_in: Final = msgspec.json.Decoder(_SignIn)


class _Codes(dict[str | None, int]):
    """Codes for texts, given in the order in which texts first occur; None is 0."""

    def __init__(self) -> None:
        super().__init__({None: 0})
        self.fresh: list[str] = []

    def __missing__(self, text: str | None) -> int:
        assert text is not None
        code = self[text] = len(self)
        self.fresh.append(text)
        return code

    def take_fresh(self) -> list[str]:
        fresh, self.fresh = self.fresh, []
        return fresh


class _Kinds(dict[tuple[object, ...], tuple[int, Severity]]):
    """Flags and base severity of a kind of call, worked out once for each kind."""

    def __missing__(self, kind: tuple[object, ...]) -> tuple[int, Severity]:
        name, is_read_only, source, event_type, from_console = kind
        reads = read_only(_flag(is_read_only), _text(name))
        bits = layout.READ if reads else layout.WRITE
        if is_console(_flag(from_console), _text(event_type), _text(source)):
            bits |= layout.CONSOLE
        found = self[kind] = (bits, base_severity(_text(name), reads))
        return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _flag(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value)


class _ErrorBits(dict[str, int]):
    """The flags an error code sets."""

    def __missing__(self, code: str) -> int:
        bits = self[code] = layout.ERROR | (layout.DENIED if is_denied(code) else 0)
        return bits


class _Minutes(dict[str, int]):
    """Seconds since 1970 at the start of a minute written `YYYY-MM-DDTHH:MM`."""

    def __missing__(self, minute: str) -> int:
        time = seconds(f"{minute}:00Z")
        if time is None:
            raise ValueError(minute)
        self[minute] = time
        return time


_UUIDS: Final = re.compile(
    "(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})*", re.ASCII
)
_NO_ID: Final = bytes(16)


def _pack_ids(ids: list[str | None]) -> tuple[bytes, dict[int, str | None]]:
    """Event IDs as 16 bytes each, and those that are no UUID as AWS writes it."""
    try:
        joined = "".join(ids)  # type: ignore[arg-type]  # None among them is the TypeError
        if len(joined) == 36 * len(ids) and _UUIDS.fullmatch(joined):
            return bytes.fromhex(joined.replace("-", "")), {}
    except TypeError:
        pass
    packed, odd = bytearray(), dict[int, str | None]()
    for position, text in enumerate(ids):
        if text is not None and len(text) == 36 and _UUIDS.fullmatch(text):
            packed += bytes.fromhex(text.replace("-", ""))
        else:
            packed += _NO_ID
            odd[position] = text
    return bytes(packed), odd


class _Requests(dict[bytes, str | None]):
    """What a call's request parameters say it is about. Calls repeat; so do parameters."""

    def __missing__(self, request: bytes) -> str | None:
        try:
            parameters = msgspec.json.decode(request)
        except BROKEN:
            return None
        found = request_resource(parameters) if isinstance(parameters, dict) else None
        found = short_resource(found) if found else None
        if len(request) <= _REMEMBERED_BYTES:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[request] = found
        return found


class Decoder:
    """Makes blocks. Its codes mean the same in all of them; each text is sent once."""

    def __init__(self, source: int = 0) -> None:
        self.source = source
        self._codes = {name: _Codes() for name in layout.TEXT_COLUMNS}
        self._kinds = _Kinds()
        self._minutes = _Minutes()
        self._requests = _Requests()
        self._people: dict[tuple[int, str | None], int] = {}
        self._traits: list[tuple[int, str | None]] = [(0, None)]
        self._fresh_people: list[Identity] = []
        self._error_bits = _ErrorBits()

    def block(
        self,
        heads: Sequence[Head],
        parts: array[int],
        indexes: array[int],
        inline: dict[int, Delivery] | None = None,
    ) -> Block:
        """A block of `heads`, whose records are the `indexes`-th of `parts` (or `inline`)."""
        codes = self._codes
        columns = {
            name: array("I", [table[text] for text in texts])
            for name, table, texts in (
                ("event", codes["event"], [h.eventName for h in heads]),
                ("service", codes["service"], [h.eventSource for h in heads]),
                ("region", codes["region"], [h.awsRegion for h in heads]),
                ("ip", codes["ip"], [h.sourceIPAddress for h in heads]),
                ("agent", codes["agent"], [h.userAgent for h in heads]),
                ("error", codes["error"], [h.errorCode for h in heads]),
                ("message", codes["message"], [h.errorMessage for h in heads]),
                ("category", codes["category"], [h.eventCategory or "Management" for h in heads]),
                ("resource", codes["resource"], [self._shown_resource(h) for h in heads]),
            )
        }
        identities, flags, severities, accounts = self._judge(heads)
        columns["account"] = accounts
        ids, odd_ids = _pack_ids([h.eventID for h in heads])
        fresh_people, self._fresh_people = self._fresh_people, []
        return Block(
            source=self.source,
            times=self._times(heads),
            codes=columns,
            identities=identities,
            flags=flags,
            severities=severities,
            ids=ids,
            odd_ids=odd_ids,
            contents=_contents(heads),
            parts=parts,
            indexes=indexes,
            texts={name: table.take_fresh() for name, table in codes.items()},
            people=fresh_people,
            inline=inline or {},
        )

    def deliveries(
        self, found: Sequence[Delivery], part: int, *, first: int = 0, keep: bool = False
    ) -> Block:
        """A block of records in any shape; their bytes go along when `keep` is set."""
        count = len(found)
        return self.block(
            [delivered_head(delivery) for delivery in found],
            array("I", [part]) * count,
            array("I", range(first, first + count)),
            dict(enumerate(found)) if keep else None,
        )

    def _shown_resource(self, head: Head) -> str | None:
        """The first ARN of `resources`, else the most telling request parameter."""
        for item in head.resources or ():
            if item.ARN:
                return short_resource(item.ARN)
        request = bytes(head.requestParameters)
        return self._requests[request] if len(request) > _EMPTY else None

    def _times(self, heads: Sequence[Head]) -> array[int]:
        minutes = self._minutes
        try:
            return array(
                "q",
                [
                    minutes[t[:16]] + int(t[17:19])
                    if (t := h.eventTime) is not None and len(t) == 20 and t[19] == "Z"
                    else _any_time(t)
                    for h in heads
                ],
            )
        except ValueError:
            return array("q", [_any_time(h.eventTime) for h in heads])

    def _judge(self, heads: Sequence[Head]) -> tuple[array[int], bytes, bytes, array[int]]:
        """Identity codes, flags, severities and account codes."""
        identities: list[int] = []
        accounts: list[int] = []
        flags, severities = bytearray(), bytearray()
        people, traits, kinds = self._people, self._traits, self._kinds
        account_codes, error_bits = self._codes["account"], self._error_bits
        for h in heads:
            name, error = h.eventName, h.errorCode
            bits, grade = kinds[
                name, h.readOnly, h.eventSource, h.eventType, h.sessionCredentialFromConsole
            ]
            shown = None
            additional = h.additionalEventData
            if additional is not None:
                shown = additional.UserName
                if additional.MFAUsed == "Yes":
                    bits |= layout.MFA
            raw = bytes(h.userIdentity)
            code = people.get((hash(raw), shown)) or self._meet(raw, shown)
            who, account = traits[code]
            bits |= who
            failed = name == "ConsoleLogin" and _login_failed(h)
            if error:
                bits |= error_bits[error]
                failed = True
            if failed or who & layout.ROOT:
                grade = severity(grade, root=bool(who & layout.ROOT), failed=failed)
            identities.append(code)
            flags.append(bits)
            severities.append(grade)
            accounts.append(account_codes[h.recipientAccountId or account])
        return array("I", identities), bytes(flags), bytes(severities), array("I", accounts)

    def _meet(self, raw: bytes, shown: str | None) -> int:
        """The code of an identity that has not been seen before."""
        try:
            value = decode(raw) if raw else None
        except ValueError:
            value = None
        identity = identity_of(value, shown)
        code = self._people[hash(raw), shown] = len(self._traits)
        bits = layout.MFA if identity.mfa else 0
        bits |= layout.ROOT if identity.type == "Root" else 0
        bits |= layout.SERVICE if identity.is_service else 0
        self._traits.append((bits, identity.account))
        self._fresh_people.append(identity)
        return code


def _any_time(text: str | None) -> int:
    time = seconds(text)
    return NO_TIME if time is None else time


def _login_failed(head: Head) -> bool:
    try:
        return _sign_in.decode(head.responseElements).ConsoleLogin == "Failure"
    except BROKEN:
        return False


def _contents(heads: Sequence[Head]) -> array[int]:
    """A checksum of what columns do not hold: request, response, and the whole identity."""
    return array(
        "I",
        [
            crc32(b"".join((h.userIdentity, h.requestParameters, h.responseElements, h.requestID)))
            for h in heads
        ],
    )

"""From records to blocks: the only place that turns CloudTrail's JSON into columns.

Written for speed: all is done column by column, by loops that run in C. Texts
become codes by one dictionary look-up each; so does what makes a kind of call.
Identities are told apart by their raw JSON, so that each is read once however
many calls it made.
"""

from __future__ import annotations

import re
from array import array
from binascii import unhexlify
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import Final

import msgspec
from isal.isal_zlib import crc32
from msgspec import Raw

from trailview.events.block import FLAGS, TEXT_COLUMNS, Block, empty_block
from trailview.events.broken import BROKEN
from trailview.events.clock import times_of
from trailview.events.conditions import Member
from trailview.events.head import Heads, ResourceHead, delivered_head
from trailview.events.identity import Identity, identity_of
from trailview.events.meanings import COLUMNS
from trailview.events.packed_rows import PackedRows
from trailview.events.record import Delivery, decode
from trailview.events.severity import Severity, severity
from trailview.events.tables import (
    KIND,
    KIND_ROWS,
    Accounts,
    Codes,
    ErrorBits,
    Kinds,
    MfaBits,
    Resources,
    identity_bits,
)
from trailview.events.who_acts import row_of_identity

_ERROR: Final = FLAGS["error"]
_ROOT: Final = FLAGS["root"]
_AS_FAILED: Final = 8
_AS_ROOT: Final = 16
_RAISING: Final = bytes(
    (_AS_FAILED if flags & _ERROR else 0) | (_AS_ROOT if flags & _ROOT else 0)
    for flags in range(256)
)
"""For each combination of flags, what of it makes an event more severe."""
_RAISED: Final = {
    base | root | failed: severity(base, root=bool(root), failed=bool(failed))
    for base in Severity
    for root in (0, _AS_ROOT)
    for failed in (0, _AS_FAILED)
}
_SEVERITIES: Final = bytes(_RAISED.get(reasons, 0) for reasons in range(256))
"""Severities, by that of the kind of call together with what raises it."""
_LOGIN: Final = "ConsoleLogin"


def _as_they_are() -> dict[str, str]:
    """Columns that are a member of the record as it is, and that no kind of call tells."""
    found = {}
    for name, text in COLUMNS.items():
        if name in TEXT_COLUMNS and isinstance(text, Member) and text.path[0] not in KIND:
            found[name] = str(text.path[0])
    return found


_TEXTS: Final = _as_they_are()


class _SignIn(msgspec.Struct):
    ConsoleLogin: str | None = None


_sign_in: Final = msgspec.json.Decoder(_SignIn)


_Scalar = str | bool | None
_Innermost = dict[str, _Scalar]
_Inner = dict[str, _Scalar | _Innermost]
_Outer = dict[str, _Scalar | _Inner]
_usual_identity: Final = msgspec.json.Decoder(dict[str, _Scalar | _Outer])
"""Decodes an identity without numbers and lists, of which `events.record.decode` makes more."""


_PEOPLE_ROWS: Final = PackedRows(words=2, singles=1)
"""What is known of an identity: its code, a checksum of its JSON; flags."""


class Decoder:
    """Makes blocks. Its codes mean the same in all of them; each text is sent once."""

    def __init__(self, source: int = 0) -> None:
        self.source = source
        self._codes = {name: Codes() for name in TEXT_COLUMNS}
        self._kinds = Kinds(self._codes)
        self._resources = Resources(self._codes["resource"])
        self._people: dict[object, bytes] = {}
        """Identities as `_PEOPLE_ROWS`, by what tells them apart."""
        self._callers: list[str | None] = [None]
        """The account of each, by its code."""
        self._fresh_people: list[Identity] = []
        self._accounts = Accounts(self._codes["account"])
        self._error_bits = ErrorBits()
        self._mfa_bits = MfaBits()

    def block(
        self,
        heads: Heads,
        parts: array[int],
        indexes: array[int],
        inline: Mapping[int, Delivery] | None = None,
    ) -> Block:
        """A block of heads, whose records are the `indexes`-th of `parts` (or `inline`)."""
        kinds = map(self._kinds.__getitem__, _calls(heads))
        (events, services, categories), (kind_bits, grades) = KIND_ROWS.columns(kinds)
        more = [*_places(heads.additionalEventData)]
        (identities, checksums), (bits,) = _PEOPLE_ROWS.columns(self._who(heads, more))
        callers = map(self._callers.__getitem__, identities)
        flags = self._flags(heads, more, _either(kind_bits, bits))
        ids, odd_ids = _pack_ids(heads.eventID)
        columns = {
            "event": events,
            "service": services,
            "category": categories,
            "account": self._accounts.of(heads.recipientAccountId, callers),
            "resource": self._shown_resources(heads),
        }
        for name, member in _TEXTS.items():
            columns[name] = self._codes[name].of(getattr(heads, member))
        fresh_people, self._fresh_people = self._fresh_people, []
        return Block(
            source=self.source,
            times=times_of(heads.eventTime),
            codes=columns,
            identities=identities,
            flags=flags,
            severities=_severities(heads, grades, flags),
            ids=ids,
            odd_ids=odd_ids,
            contents=_contents(heads, checksums),
            parts=parts,
            indexes=indexes,
            texts={name: table.take_fresh() for name, table in self._codes.items()},
            people=fresh_people,
            inline=inline or {},
        )

    def deliveries(
        self, found: Sequence[Delivery], part: int, *, first: int = 0, keep: bool = False
    ) -> Block:
        """A block of records in any shape; their bytes go along when `keep` is set."""
        if not found:
            return empty_block(self.source)
        count = len(found)
        made = self.block(
            Heads([delivered_head(delivery) for delivery in found]),
            array("I", [part]) * count,
            array("I", range(first, first + count)),
            dict(enumerate(found)) if keep else None,
        )
        made.notes = {place: one.note for place, one in enumerate(found) if one.note}
        return made

    def take_back(self, blocks: Sequence[Block]) -> None:
        """Tell the texts and identities of blocks that nobody will see with the next block."""
        for name, table in self._codes.items():
            table.fresh[:0] = [text for block in blocks for text in block.texts[name]]
        self._fresh_people[:0] = [identity for block in blocks for identity in block.people]

    def _who(self, heads: Heads, places: Sequence[int]) -> Sequence[bytes]:
        """Who made each call, as `_PEOPLE_ROWS`; at `places` there is additional data."""
        people = self._people
        keys: list[object] = [*map(hash, map(bytes, heads.userIdentity))]
        shown: dict[int, str] = {}
        for place in places:
            more = heads.additionalEventData[place]
            if more is not None and more.UserName is not None:
                shown[place] = more.UserName
                keys[place] = keys[place], more.UserName
        try:
            return [*map(people.__getitem__, keys)]
        except KeyError:
            for place, key in enumerate(keys):
                if key not in people:
                    people[key] = self._meet(bytes(heads.userIdentity[place]), shown.get(place))
        return [*map(people.__getitem__, keys)]

    def _meet(self, raw: bytes, shown: str | None) -> bytes:
        """An identity that has not been seen before."""
        value = _read_identity(raw)
        identity = identity_of(value, shown)
        bits = identity_bits({"userIdentity": value}.get)
        told = row_of_identity(identity, value)
        self._fresh_people.append(
            identity if told is None else identity._replace(acts=told.kind.word)
        )
        code = len(self._callers)
        self._callers.append(identity.account)
        return _PEOPLE_ROWS.row(code, crc32(raw), bits)

    def _shown_resources(self, heads: Heads) -> array[int]:
        """The first ARN of `resources`, else the most telling request parameter."""
        named = [
            (listed[0].ARN or _any_arn(listed) or bytes(request)) if listed else bytes(request)
            for listed, request in zip(heads.resources, heads.requestParameters, strict=True)
        ]
        return array("I", [*map(self._resources.__getitem__, named)])

    def _flags(self, heads: Heads, places: Sequence[int], flags: bytearray) -> bytes:
        """The flags of calls: those of kind and caller, and what single calls add to them.

        At `places` there is additional data.
        """
        for place in _places(heads.errorCode):
            flags[place] |= self._error_bits[heads.errorCode[place] or ""]
        for place in places:
            more = heads.additionalEventData[place]
            if more is not None and more.MFAUsed is not None:
                flags[place] |= self._mfa_bits[more.MFAUsed]
        return bytes(flags)


def _either(bits: bytes, others: bytes) -> bytearray:
    """The bits of both, byte by byte; of all at once, as one long number."""
    both = int.from_bytes(bits, "little") | int.from_bytes(others, "little")
    return bytearray(both.to_bytes(len(bits), "little"))


def _any_arn(listed: Sequence[ResourceHead]) -> str | None:
    return next((item.ARN for item in listed if item.ARN), None)


def _read_identity(raw: bytes) -> object:
    """The decoded `userIdentity`, as `decode` gives it; None where it is broken or absent."""
    try:
        return _usual_identity.decode(raw)
    except BROKEN:
        pass  # also where it is not of texts alone
    try:
        return decode(raw)
    except ValueError:
        return None


def _calls(heads: Heads) -> Iterable[tuple[object, ...]]:
    """What tells the kind of each call, as `Kinds` has it."""
    return zip(*(getattr(heads, name) for name in KIND), strict=True)


def _places(column: Sequence[object]) -> Iterable[int]:
    """Where in a column there is anything."""
    return compress(range(len(column)), column)


def _severities(heads: Heads, grades: bytes, flags: bytes) -> bytes:
    """Severities: those of the kinds of calls, raised where it failed or root made it."""
    raised = _either(grades, flags.translate(_RAISING))
    for place in _refused_logins(heads):
        raised[place] |= _AS_FAILED
    return bytes(raised.translate(_SEVERITIES))


def _refused_logins(heads: Heads) -> list[int]:
    """Where a console sign-in says Failure."""
    if _LOGIN not in heads.eventName:
        return []
    return [
        place
        for place, name in enumerate(heads.eventName)
        if name == _LOGIN and _login_failed(heads.responseElements[place])
    ]


def _login_failed(response: Raw) -> bool:
    try:
        return _sign_in.decode(response).ConsoleLogin == "Failure"
    except BROKEN:
        return False


def _contents(heads: Heads, checksums: Iterable[int]) -> array[int]:
    """A checksum of what columns do not hold: the whole identity, request and response.

    It goes on from that of the identity, which is known.
    """
    rest = zip(heads.requestParameters, heads.responseElements, heads.requestID, strict=True)
    return array("I", [*map(crc32, map(b"".join, rest), checksums)])


_UUID: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_DASHES: Final = (8, 13, 18, 23)
_FORM: Final = 36
_NO_ID: Final = bytes(16)


def _pack_ids(ids: Sequence[str | None]) -> tuple[bytes, dict[int, str | None]]:
    """Event IDs as 16 bytes each, and those that are no UUID as AWS writes it."""
    packed = _pack_uuids(ids)
    if packed is not None:
        return packed, {}
    each, odd = bytearray(), dict[int, str | None]()
    for place, text in enumerate(ids):
        if text is not None and _UUID.fullmatch(text):
            each += bytes.fromhex(text.replace("-", ""))
        else:
            each += _NO_ID
            odd[place] = text
    return bytes(each), odd


def _pack_uuids(ids: Sequence[str | None]) -> bytes | None:
    """The bytes of UUIDs as AWS writes them, all at once; None where any is something else."""
    try:
        text = ",".join(ids)  # type: ignore[arg-type]  # None among them is the TypeError
        written = text.encode("ascii")
        digits = written.translate(None, b"-,")
        packed = unhexlify(digits)
    except (TypeError, ValueError):
        return None
    count, step = len(ids), _FORM + 1
    are_uuids = (
        len(packed) == len(_NO_ID) * count
        and len(written) == step * count - 1
        and written[_FORM::step] == b"," * (count - 1)  # there is no other: each has its length
        and all(written[dash::step] == b"-" * count for dash in _DASHES)
        and packed.hex() == digits.decode()
    )
    return packed if are_uuids else None

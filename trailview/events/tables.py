"""What calls and texts come to, worked out once for each that is met.

Every table is a dictionary that fills itself: a look-up is all there is to do
for what has been met before, and C code can do it for a whole column at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from trailview.events.block import FLAGS
from trailview.events.broken import BROKEN
from trailview.events.conditions import Condition, Said, alternatives, members
from trailview.events.evaluate import Reader, holds_in, text_in
from trailview.events.meanings import ACCOUNT, CALLER, COLUMNS, RECIPIENT, WORDS
from trailview.events.omitted import HIDDEN, is_omitted
from trailview.events.packed_rows import PackedRows
from trailview.events.resource import request_resource, short_resource
from trailview.events.severity import base_severity

_REMEMBERED: Final = 20_000
_REMEMBERED_BYTES: Final = 512


class Codes(dict[str | None, int]):
    """Codes for texts, given in the order in which texts first occur; None is 0."""

    def __init__(self) -> None:
        super().__init__({None: 0})
        self.fresh: list[str] = []

    def __missing__(self, text: str | None) -> int:
        assert text is not None
        code = self[text] = len(self)
        self.fresh.append(text)
        return code

    def of(self, texts: Sequence[str | None]) -> array[int]:
        """Type `I`: the code of each text, of which there is at least one."""
        if texts[0] is None and texts.count(None) == len(texts):
            nothing = array("I", [0])
            return nothing * len(texts)
        return array("I", [*map(self.__getitem__, texts)])

    def take_fresh(self) -> list[str]:
        """The texts that got a code since this was last asked."""
        fresh, self.fresh = self.fresh, []
        return fresh


KIND: Final = (
    "eventName",
    "eventSource",
    "eventCategory",
    "readOnly",
    "eventType",
    "sessionCredentialFromConsole",
)
"""Members that tell the kind of a call: few values each, and fewer of all together."""
_TOLD: Final = (
    frozenset(KIND),
    frozenset({"userIdentity"}),
    frozenset({"errorCode"}),
    frozenset({"additionalEventData"}),
)
"""Members that are looked at together: what a word asks has to be told by one of these."""


def _bits_told_by(told: frozenset[str]) -> Callable[[Reader], int]:
    """What gives the bits of the words that hold by these members alone."""
    tests = [
        (FLAGS[word], holds_in(part))
        for word, condition in WORDS.items()
        for part in alternatives(condition)
        if _about(part) <= told
    ]

    def bits(get: Reader) -> int:
        found = 0
        for bit, test in tests:
            if test(get):
                found |= bit
        return found

    return bits


def _about(condition: Condition) -> frozenset[object]:
    """The top-level members that a condition is about."""
    return frozenset(member.path[0] for member in members(condition))


def untold_words() -> list[str]:
    """Words that columns cannot tell: what one asks is not in members looked at together."""
    return [
        word
        for word, condition in WORDS.items()
        if not all(any(_about(part) <= told for told in _TOLD) for part in alternatives(condition))
    ]


_kind_bits, identity_bits, _error_bits, _more_bits = map(_bits_told_by, _TOLD)
_event: Final = text_in(COLUMNS["event"])
_service: Final = text_in(COLUMNS["service"])
_category: Final = text_in(COLUMNS["category"])
_account: Final = text_in(ACCOUNT)


KIND_ROWS: Final = PackedRows(words=3, singles=2)
"""What all calls of a kind have in common: codes of event, service and category; flags, and the
severity as far as the kind tells it (`base_severity`)."""


class Kinds(dict[tuple[object, ...], bytes]):
    """Kinds of calls as `KIND_ROWS`, by the values of the members `KIND`."""

    def __init__(self, codes: dict[str, Codes]) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, key: tuple[object, ...]) -> bytes:
        get = dict(zip(KIND, key, strict=True)).get
        bits = _kind_bits(get)
        name = _event(get)
        row = self[key] = KIND_ROWS.row(
            self._codes["event"][name],
            self._codes["service"][_service(get)],
            self._codes["category"][_category(get)],
            bits,
            base_severity(name, bits & FLAGS["read"] != 0),
        )
        return row


class ErrorBits(dict[str, int]):
    """The flags an error code sets."""

    def __missing__(self, code: str) -> int:
        bits = self[code] = _error_bits({"errorCode": code}.get)
        return bits


class MfaBits(dict[str, int]):
    """The flags that `MFAUsed` in `additionalEventData` sets."""

    def __missing__(self, used: str) -> int:
        bits = self[used] = _more_bits({"additionalEventData": {"MFAUsed": used}}.get)
        return bits


class Accounts(dict[tuple[str | None, str | None], int]):
    """Codes of accounts, by the one that received the event and the caller's."""

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, both: tuple[str | None, str | None]) -> int:
        recipient, caller = both
        said = {RECIPIENT.path[0]: recipient, CALLER.path[0]: {CALLER.path[1]: caller}}
        code = self[both] = self._codes[_account(said.get)]
        return code

    def of(self, recipients: Sequence[str | None], callers: Iterable[str | None]) -> array[int]:
        """Type `I`: the code for each event, from its recipient and its caller."""
        if _RECIPIENT_IS_ENOUGH and all(recipients):
            return self._codes.of(recipients)
        return array("I", [*map(self.__getitem__, zip(recipients, callers, strict=True))])


_RECIPIENT_IS_ENOUGH: Final = ACCOUNT.texts[0] == Said(RECIPIENT)
"""Whether nothing else is looked at where the record says who received the event."""


class Resources(dict[str | bytes, int]):
    """Codes of the resource that an ARN, or else the JSON of request parameters, names.

    Calls repeat; so do these. The latest thousands are remembered.
    """

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, said: str | bytes) -> int:
        named = said if isinstance(said, str) else _in_request(said)
        code = self._codes[short_resource(named) if named else None]
        if len(said) <= _REMEMBERED_BYTES:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[said] = code
        return code


def _in_request(request: bytes) -> str | None:
    """The most telling of request parameters."""
    try:
        parameters = msgspec.json.decode(request)
    except BROKEN:
        return None
    if not isinstance(parameters, dict):
        return None
    return HIDDEN if is_omitted(parameters) else request_resource(parameters)

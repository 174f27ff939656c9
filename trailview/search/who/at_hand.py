"""A chain's look-ups, answered from the rows that are read already: of files, or of a search.

Columns tell which few records to look into: of a hop, those that issue something in the
second in which its session began.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from trailview.events.issued import LONGEST, Call
from trailview.events.issuer import Confidence, match
from trailview.events.lookups import Answer, CallsBy, EventOf, Gap, Issuers, Lookup, OtherSide
from trailview.question.query import ALL_TIME, Question, Window
from trailview.search.who import questions
from trailview.search.who.records import calls_at
from trailview.store.filter import Filter
from trailview.store.view import View

if TYPE_CHECKING:
    from trailview.search.reading.records import Records
    from trailview.store.columns import Snapshot

_LOOKED_INTO: Final = 100_000
"""Issuing calls that are looked into for one key at most, the newest first."""
_AT_ONCE: Final = 1_000
_DAY: Final = 86_400


class AtHand:
    """What a reading has read so far. Reads files: not for the UI thread."""

    def __init__(self, records: Records, name: str) -> None:
        """`name` is the backend that was read."""
        self._records = records
        self._name = name
        self._snapshot: Snapshot = records.wait_for_store().snapshot()
        self._calls: dict[int, Call] = {}

    def answer(self, look: Lookup) -> Answer:
        """The calls that a look-up asks for. Raises SourceError."""
        found = tuple(self._found(look))
        return Answer(found, self._gaps(look))

    def _found(self, look: Lookup) -> Iterator[Call]:
        if isinstance(look, Issuers):
            return self._issuers(look)
        if isinstance(look, OtherSide):
            return self._read(questions.issuing(questions.window_of(look)))
        if isinstance(look, CallsBy):
            return self._read(questions.calls_by(look, ALL_TIME), 1)
        return self._read(questions.event(look.id), 1)

    def _issuers(self, look: Issuers) -> Iterator[Call]:
        """Those of the session's first second; else whatever issued the key."""
        if look.created is None and look.key and look.session is None:
            by = next(self._read(questions.calls_by(CallsBy(look.key), ALL_TIME), 1), None)
            if by is not None:
                look = Issuers(look.key, by.caller, by.time, look.account, look.region)
        near = list(self._read(questions.issuing(questions.window_of(look))))
        sure = match(look, near).confidence
        if look.created is None or not look.key or sure in (Confidence.KEY, Confidence.SESSION):
            return iter(near)
        since = None if look.used_at is None else look.used_at - LONGEST
        until = None if look.used_at is None else look.used_at + 1
        wide = self._read(questions.issuing(Window(since, until)))
        own = (call for call in wide if call.issued and call.issued.key == look.key)
        return iter([*near, *own])

    def _read(self, question: Question, limit: int = _LOOKED_INTO) -> Iterator[Call]:
        """The calls that a question about columns holds for, newest first."""
        wanted = Filter(question.terms, question.window)
        view = View.of(self._snapshot, wanted.rows(self._snapshot))
        keys = [view.key(position) for position in range(min(len(view), limit))]
        for start in range(0, len(keys), _AT_ONCE):
            yield from self._calls_of(keys[start : start + _AT_ONCE])

    def _calls_of(self, keys: list[int]) -> list[Call]:
        fresh = [key for key in keys if key not in self._calls]
        found = calls_at(self._records, self._snapshot, fresh)
        self._calls.update(zip(fresh, found, strict=True))
        return [self._calls[key] for key in keys]

    def _gaps(self, look: Lookup) -> tuple[Gap, ...]:
        """What the rows do not hold of the account and the time that are asked about."""
        if isinstance(look, CallsBy | EventOf):
            why = "it is not among what was read"
            return (Gap(why, "read more: another time, account or Region", backend=self._name),)
        window, account = questions.window_of(look), look.account
        around = window
        if window.since is not None and window.until is not None:
            around = Window(window.since - _DAY, window.until + _DAY)
        terms = (questions.term("account", account),) if account else ()
        held = Filter(terms, around).rows(self._snapshot)
        whose = f"of account {account} " if account else ""
        if not len(held):
            why = f"no event {whose}of that time was read"
            return (Gap(why, f"read {_folder(account)}", account, backend=self._name),)
        codes, texts = self._snapshot.column("region")
        regions = sorted({texts.values[int(code)] or "" for code in set(codes[held].tolist())})
        why = f"no call {whose}that was read can have issued it (Regions: {', '.join(regions)})"
        find = f"read other Regions of {_folder(account)}, or a longer time"
        return (Gap(why, find, account, backend=self._name),)


def _folder(account: str | None) -> str:
    return f"AWSLogs/{account or 'ACCOUNT'}/CloudTrail/"

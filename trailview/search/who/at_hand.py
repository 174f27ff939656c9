"""A chain's look-ups, answered from the rows that are read already: of files, or of a search.

Columns tell which few records to look into: of a hop, those that issue something in the
second in which its session began.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Cancel, Problem
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

_AT_ONCE: Final = 1_000
_DAY: Final = 86_400


class AtHand:
    """What a reading has read so far. Reads files: not for the UI thread."""

    def __init__(self, records: Records, name: str, cancel: Cancel | None = None) -> None:
        """`name` is the backend that was read."""
        self._cancel = cancel or Cancel()
        self._records = records
        self._name = name
        self._problems: list[Problem] = []
        self._snapshot: Snapshot = records.wait_for_store().snapshot()

    def answer(self, look: Lookup) -> Answer:
        """The calls that a look-up asks for. Raises SourceError."""
        self._problems.clear()
        found = tuple(self._found(look))
        unread = [
            Gap(str(problem), "mend the file, and read it again", backend=self._name)
            for problem in self._problems
        ]
        return Answer(found, (*unread, *self._gaps(look)))

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
        near = list[Call]()
        if look.created is not None:
            near = list(self._read(questions.issuing(questions.window_of(look))))
        if match(look, near).confidence in (Confidence.KEY, Confidence.SESSION):
            return iter(near)
        return iter([*near, *self._of_key(look)])

    def _of_key(self, look: Issuers) -> Iterator[Call]:
        """Whatever issued the key at any time before its use, or began a session of that name."""
        used, session = look.used_at, look.session.principal_id if look.session else None
        window = ALL_TIME if used is None else Window(used - LONGEST, used + 1)
        if look.key:
            asked = questions.issuing_key(look.key, window)
        elif session and look.created is None:
            asked = questions.issuing_session(session, window)
        else:
            return
        terms = (*questions.issuing(window).terms, *asked.terms)
        yield from self._read(Question(terms, window))

    def _read(self, question: Question, limit: int | None = None) -> Iterator[Call]:
        """The calls that a question holds for, newest first."""
        wanted = Filter(question.terms, question.window)
        rows = View.of(self._snapshot, wanted.rows(self._snapshot)).order
        if wanted.record_terms:
            found: list[int] = []
            for looked in self._records.matching(
                wanted.record_terms, self._snapshot, rows, self._cancel
            ):
                found += looked.rows
                self._problems += looked.problems
            yield from calls_at(self._records, self._snapshot, found)
            return
        keys = rows[:limit].tolist()
        for start in range(0, len(keys), _AT_ONCE):
            yield from calls_at(self._records, self._snapshot, keys[start : start + _AT_ONCE])

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

"""All that a reading has read, counted by identity: what a tree is grown from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailview.events.block import FLAGS, NO_TIME
from trailview.events.issued import Call, CalledBy
from trailview.events.tree import Use
from trailview.question.query import ALL_TIME
from trailview.search.who import questions
from trailview.search.who.records import calls_at
from trailview.store.filter import Filter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailview.search.reading.records import Records
    from trailview.store.columns import Snapshot


def counted(records: Records) -> tuple[list[Use], list[Call]]:
    """The calls of each identity in each account, and all that issue something.

    Reads files: not for the UI thread. Raises SourceError.
    """
    snapshot = records.wait_for_store().snapshot()
    wanted = Filter(questions.issuing(ALL_TIME).terms, ALL_TIME)
    rows = wanted.rows(snapshot).tolist()
    issues = [call for call in calls_at(records, snapshot, rows) if call.issued]
    uses, firsts = _uses(snapshot)
    return _with_beginnings(records, snapshot, uses, firsts, issues), issues


def _uses(snapshot: Snapshot) -> tuple[list[Use], list[int]]:
    """The counts, and for each a row that it counts."""
    import numpy as np

    if not snapshot.count:
        return [], []
    accounts, names = snapshot.column("account")
    places = snapshot.identities.astype(np.int64) * (len(names.values) + 1) + accounts
    _, firsts, group = np.unique(places, return_index=True, return_inverse=True)
    number = len(firsts)
    times = snapshot.times
    known = times != NO_TIME
    earliest = np.full(number, np.iinfo(np.int64).max)
    latest = np.full(number, np.iinfo(np.int64).min)
    np.minimum.at(earliest, group[known], times[known])
    np.maximum.at(latest, group[known], times[known])
    events = np.bincount(group, minlength=number)
    writes = np.bincount(group[(snapshot.flags & FLAGS["write"]) != 0], minlength=number)
    denials = np.bincount(group[(snapshot.flags & FLAGS["denied"]) != 0], minlength=number)
    uses = [
        Use(
            _caller(snapshot, row),
            snapshot.text(row, "account"),
            int(events[at]),
            int(earliest[at]) if earliest[at] <= latest[at] else None,
            int(latest[at]) if earliest[at] <= latest[at] else None,
            int(writes[at]),
            int(denials[at]),
        )
        for at, row in enumerate(firsts.tolist())
    ]
    return uses, firsts.tolist()


def _caller(snapshot: Snapshot, row: int) -> CalledBy:
    """Who made the call in a row, as far as columns tell."""

    def text(name: str) -> str | None:
        return snapshot.text(row, name) or None

    kind, name = text("type"), text("user")
    if kind == "IdentityCenterUser":
        name = text("actor")
    return CalledBy(
        kind,
        text("principal"),
        text("principal-id"),
        None,
        text("key"),
        name,
        text("role-arn"),
    )


def _with_beginnings(
    records: Records,
    snapshot: Snapshot,
    uses: Sequence[Use],
    firsts: Sequence[int],
    issues: Sequence[Call],
) -> list[Use]:
    """The same, with when sessions began whose key no call issues: the console makes its own."""
    sessions = {call.issued.session_id for call in issues if call.issued}
    issued = {call.issued.key for call in issues if call.issued}
    unknown = [
        at
        for at, use in enumerate(uses)
        if use.caller.is_session
        and use.caller.principal_id in sessions
        and use.caller.key not in issued
    ]
    found = list(uses)
    calls = calls_at(records, snapshot, [firsts[at] for at in unknown])
    for at, call in zip(unknown, calls, strict=True):
        caller = found[at].caller._replace(created=call.caller.created)
        found[at] = found[at]._replace(caller=caller)
    return found

"""Records that Insights gives cut: each is fetched whole by its pointer, and told where it is not.

GetQueryResults was seen to cut `@message` after about 1,000 characters.
GetLogRecord (CloudWatch Logs API reference) takes the `@ptr` of a row and
gives every field of the log event, `@message` in full among them.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from trailview.aws.asking import Caller
from trailview.backends.base import Batch, Cancel, Problem
from trailview.backends.pages import Pages, is_whole, remade
from trailview.errors import DeniedError, ServiceError
from trailview.events.record import Delivery
from trailview.events.times import seconds

Row = Mapping[str, str]
_TOLD_EVERY: Final = 10
"""Fetched records after which it is told how far that is."""


def message_of(row: Row) -> bytes:
    """The record's text in a row."""
    return row.get("@message", "").encode("utf-8", "replace")


def delivery_of(row: Row) -> Delivery:
    """A row's record."""
    return Delivery(message_of(row), seconds(row.get("@timestamp")))


class Mender:
    """Fetches records of one read. Once that is denied, it is not tried again."""

    def __init__(self, caller: Caller, group: str, pages: Pages, cancel: Cancel) -> None:
        self._caller = caller
        self._group = group
        self._pages = pages
        self._cancel = cancel
        self._denied: DeniedError | None = None

    def mended(
        self, rows: Sequence[Row]
    ) -> Generator[Batch, None, tuple[list[Delivery], tuple[Problem, ...]]]:
        """The records of rows that came cut; those that are not whole even so are problems.

        Raises Cancelled, and TrailviewError where the credentials are at an end.
        """
        found: list[Delivery] = []
        problems: list[Problem] = []
        for number, row in enumerate(rows):
            if number % _TOLD_EVERY == 0:
                phase = f"fetching records that came cut: {number:,} of {len(rows):,}"
                self._pages.tally = replace(self._pages.tally, phase=phase)
                yield self._pages.progress()
            whole, why = yield from self._fetched(row)
            if whole:
                found.append(delivery_of(row)._replace(raw=whole))
                continue
            time = seconds(row.get("@timestamp"))
            more, problem = remade(message_of(row), time, self._group, row.get("@timestamp", ""))
            found += more
            problems.append(replace(problem, reason=f"{problem.reason} ({why})"))
        self._pages.tally = replace(self._pages.tally, phase="")
        return found, tuple(problems)

    def _fetched(self, row: Row) -> Generator[Batch, None, tuple[bytes, str]]:
        """The whole record, or nothing and why."""
        pointer = row.get("@ptr", "")
        if not pointer:
            return b"", "it has no @ptr to fetch it by"
        if self._denied is not None:
            return b"", self._denied.message
        asked = {"logRecordPointer": pointer}
        try:
            asking = self._caller.ask("logs", "get_log_record", asked, self._cancel)
            answer = yield from self._pages.answer(asking)
        except ServiceError as error:
            self._denied = error if isinstance(error, DeniedError) else None
            return b"", f"{error.title}: {error.message}"
        raw = message_of(answer["logRecord"])
        return (raw, "") if is_whole(raw) else (b"", "it is no better when it is fetched by @ptr")

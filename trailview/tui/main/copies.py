"""What can be copied from where the user is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from trailview.backends.plain import PlainTable
from trailview.events.console import console_link
from trailview.events.places import text_of
from trailview.events.record import Event
from trailview.events.text import counted, printable
from trailview.events.times import iso
from trailview.plans.plan import Plan
from trailview.question.query import Question
from trailview.search.export.export import plain_text
from trailview.store.rows import Rows


@dataclass(frozen=True, slots=True)
class Copy:
    """One thing to copy: its text, or how to get it where that means reading."""

    what: str
    text: str = ""
    read: Callable[[], str] | None = None
    """Blocks, and may raise SourceError."""

    @property
    def preview(self) -> str:
        """The beginning of the text, on one line."""
        return printable(self.text[:60])


def of_event(
    rows: Rows, position: int, columns: Sequence[str], read: Callable[[], Event]
) -> list[Copy]:
    """The event in a row: its ID, the row and the record."""
    time = rows.time(position)
    cells = [iso(time) if time is not None else ""]
    cells += rows.texts(position, [name for name in columns if name not in ("time", "severity")])
    return [
        *_of_whom(rows, position),
        Copy("row as text", "  ".join(printable(cell) for cell in cells if cell)),
        Copy("event as JSON", read=lambda: read().raw.decode("utf-8", "replace")),
    ]


_WHOM: Final = (
    ("event ID", "id"),
    ("access key", "key"),
    ("session", "principal-id"),
    ("principal ARN", "principal"),
)
"""What names an event and its caller, and the column that has it."""


def _of_whom(rows: Rows, position: int) -> Iterator[Copy]:
    texts = rows.texts(position, [name for _, name in _WHOM])
    for (what, _), text in zip(_WHOM, texts, strict=True):
        if text and (what != "session" or ":" in text):
            yield Copy(what, text)


def of_record(event: Event) -> list[Copy]:
    """What only the record has: its page in the console, the ARNs of what the event is about."""
    arns = dict.fromkeys(text_of(item.get("ARN")) for item in event.resources)
    link = console_link(event).url
    copies = [Copy("console link", link)] if link else []
    return [*copies, *(Copy("resource ARN", arn) for arn in arns if arn)]


def of_rows(table: PlainTable) -> list[Copy]:
    """All rows that are no events."""
    return [
        Copy(
            f"{counted(len(table), 'row')} as {name}", read=partial(plain_text, table, name.lower())
        )
        for name in ("CSV", "JSON")
    ]


def of_question(question: Question, plan: Plan | None) -> list[Copy]:
    """The question, and the command that asks the same, where there is one."""
    copies = [Copy("question", question.text)] if question.text else []
    return copies if plan is None else [*copies, Copy("equivalent command", plan.request)]

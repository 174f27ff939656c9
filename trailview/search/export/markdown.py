"""Results as Markdown: a timeline, oldest first, that can be handed to somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, Final

from trailview.events.console import console_link
from trailview.events.record import Event
from trailview.events.sentence import sentence
from trailview.events.text import counted
from trailview.events.times import iso
from trailview.search.export.heading import Heading
from trailview.search.export.how import Export, Recorded
from trailview.search.export.markdown_text import block, code, plain
from trailview.search.export.picked import PickedRows
from trailview.settings.marks import Origin
from trailview.store.rows import Rows

_NO_TIME: Final = "no time"


class MarkdownWriter:
    """Writes a section for each event (`trailview.search.export.how.Writer`)."""

    def write_events(
        self, records: Recorded, rows: Rows, count: int, how: Export, out: BinaryIO
    ) -> None:
        """Write the first `count` events, oldest first. Raises SourceError, OSError."""
        order = sorted(range(count), key=lambda position: rows.time(position) or 0)
        picked = PickedRows(rows, order)
        title = how.heading.title or f"Timeline of {counted(count, 'event')}"
        _write(out, _heading(how.heading, title))
        for number, event in enumerate(records.events(picked, count)):
            (note,) = picked.texts(number, ["note"])
            _write(out, _section(number + 1, event, note, how))

    def write_plain(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], how: Export, out: BinaryIO
    ) -> None:
        """Write a table. Raises OSError."""
        if how.heading.title:
            _write(out, _heading(how.heading, how.heading.title))
        _write(out, [_line(columns), "|" + " --- |" * len(columns)])
        for row in rows:
            _write(out, [_line(row)])


def _write(out: BinaryIO, lines: Iterable[str]) -> None:
    out.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(code(cell, is_in_table=True) for cell in cells) + " |"


def _heading(heading: Heading, title: str) -> Iterator[str]:
    yield f"# {plain(title)}"
    yield ""
    for name, text in heading.facts:
        yield f"- {name}: {plain(text)}"
    if heading.facts:
        yield ""
    for number, origin in enumerate(heading.origins, 1):
        which = f" {number}" if len(heading.origins) > 1 else ""
        yield from _origin(origin, f"Question{which}")


def _origin(origin: Origin, title: str) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield f"- asked: {code(origin.question) or 'all events'}"
    since, until = origin.since or "the beginning", origin.until or "when it was asked"
    yield f"- time range: {since} to {until}, UTC"
    yield f"- where: {plain(' · '.join(filter(None, (origin.backend, origin.place))))}"
    for line in origin.read:
        yield f"- {plain(line)}"
    if origin.command:
        yield ""
        yield block(origin.command)
    yield ""


def _section(number: int, event: Event, note: str, how: Export) -> Iterator[str]:
    yield f"## {number}. {_times(event, how)} · {plain(event.text('eventName') or 'no name')}"
    yield ""
    yield plain(sentence(event, iso))
    yield ""
    yield from (f"- {name}: {text}" for name, text in _facts(event, note) if text)
    yield ""


def _times(event: Event, how: Export) -> str:
    """When it was, in UTC and in the zone of the display where that is another."""
    if event.time is None:
        return _NO_TIME
    utc = iso(event.time).replace("T", " ").replace("Z", " UTC")
    if how.zone_name == "UTC":
        return utc
    return f"{utc} ({plain(how.time_text(event.time))} {plain(how.zone_name)})"


def _facts(event: Event, note: str) -> Iterator[tuple[str, str]]:
    identity = event.identity
    yield "mark", plain(f"{event.severity.mark} {event.severity.label}")
    yield "who", code(identity.principal or identity.actor)
    yield "key", code(identity.key or "")
    yield "IP", code(event.text("sourceIPAddress") or "")
    yield "account", code(event.account or "")
    yield "Region", code(event.text("awsRegion") or "")
    arns = (item.get("ARN") for item in event.resources)
    yield "resources", ", ".join(code(arn) for arn in arns if isinstance(arn, str))
    failed = (event.text("errorCode"), event.text("errorMessage"))
    yield "error", ": ".join(code(text) for text in failed if text)
    yield "event ID", code(event.text("eventID") or "")
    link = console_link(event)
    notes = map(plain, link.notes)
    yield "console", " ".join(filter(None, (f"<{link.url}>" if link.url else "", *notes)))
    for each in dict.fromkeys(chain((note,), (event.delivery.note,))):
        yield "note", plain(each)

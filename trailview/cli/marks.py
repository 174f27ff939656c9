"""`trailview marks`: the events marked on the screen, and what is noted on them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from trailview.cli import exit_codes
from trailview.cli.asked import now, zone_of
from trailview.cli.said import say_all
from trailview.cli.writing import how_to_write, written_to
from trailview.compose.settings import fill, remember
from trailview.errors import UsageError
from trailview.events.text import counted, printable
from trailview.events.times import iso
from trailview.search.handoff.marked import MarkedRows, heading_of_marks
from trailview.search.handoff.writing import write_events
from trailview.settings.mark_file import Kept, MarkFile
from trailview.settings.marks import Book, Mark, mark_object

_SHORT: Final = 8
"""Characters of an event ID in a list."""


def run(arguments: argparse.Namespace) -> int:
    """Do what is said below `marks`; the exit code. Raises TrailviewError."""
    memory = remember()
    fill(arguments, memory.settings)
    say_all(memory.troubles)
    return _KINDS[arguments.kind](arguments, memory.marks)


def _told(kept: Kept) -> Book:
    """The marks; what was wrong in their file is said."""
    say_all(kept.troubles)
    return kept.book


def _list(arguments: argparse.Namespace, marks: MarkFile) -> int:
    book = _told(marks.read())
    found = book.named(arguments.collection)
    if arguments.format == "json":
        print(json.dumps([_for_programs(mark) for mark in found], indent=2))
        return exit_codes.COMPLETE
    zone = zone_of(arguments.time_zone)
    for mark in sorted(found, key=lambda mark: mark.time or 0):
        print(printable(_row(mark, zone)))
    others = ", ".join(
        f"{name} ({len(those)})" for name, those in book.collections.items() if those != found
    )
    say_all((f"{arguments.collection or book.current}: {counted(len(found), 'mark')}",))
    say_all((f"other collections: {others}",) if others else ())
    return exit_codes.COMPLETE


def _row(mark: Mark, zone: tzinfo) -> str:
    when = (
        "-" if mark.time is None else f"{datetime.fromtimestamp(mark.time, zone):%Y-%m-%d %H:%M:%S}"
    )
    note = f"  [{mark.note}]" if mark.note else ""
    return f"{(mark.id or mark.told)[:_SHORT]}  {when}  {mark.text}{note}"


def _for_programs(mark: Mark) -> dict[str, object]:
    made = mark_object(mark)
    made["time"] = None if mark.time is None else iso(mark.time)
    made["marked_at"] = iso(mark.marked_at)
    return made


def _show(arguments: argparse.Namespace, marks: MarkFile) -> int:
    found = _found(_told(marks.read()).named(arguments.collection), arguments.id)
    print(json.dumps(_for_programs(found), indent=2))
    return exit_codes.COMPLETE


def _export(arguments: argparse.Namespace, marks: MarkFile) -> int:
    book = _told(marks.read())
    found = book.named(arguments.collection)
    name = arguments.collection or book.current
    if not (arguments.format or arguments.output):
        arguments.format = "markdown"
    how = how_to_write(arguments, zone_of(arguments.time_zone))
    lost: list[str] = []
    how = replace(how, heading=heading_of_marks(name, found, now()), left_out=lost.append)
    rows = MarkedRows(found)
    with written_to(arguments.output) as out:
        write_events(rows, rows, how, out, redacts=arguments.redact)
    say_all(lost)
    return exit_codes.INCOMPLETE if lost else exit_codes.COMPLETE


def _note(arguments: argparse.Namespace, marks: MarkFile) -> int:
    def noted(book: Book) -> Book:
        return book.noted(_found(book.marks, arguments.id).key, arguments.note)

    _told(marks.change(noted))
    return exit_codes.COMPLETE


def _remove(arguments: argparse.Namespace, marks: MarkFile) -> int:
    def removed(book: Book) -> Book:
        return book.without([_found(book.marks, text).key for text in arguments.ids])

    _told(marks.change(removed))
    return exit_codes.COMPLETE


def _clear(arguments: argparse.Namespace, marks: MarkFile) -> int:
    _told(marks.change(lambda book: book.cleared(arguments.name)))
    return exit_codes.COMPLETE


def _use(arguments: argparse.Namespace, marks: MarkFile) -> int:
    book = _told(marks.change(lambda book: book.using(arguments.name)))
    say_all((f"{book.current}: {counted(len(book.marks), 'mark')}",))
    return exit_codes.COMPLETE


def _rename(arguments: argparse.Namespace, marks: MarkFile) -> int:
    _told(marks.change(lambda book: book.renamed(arguments.name, arguments.new)))
    return exit_codes.COMPLETE


def _found(marks: Sequence[Mark], text: str) -> Mark:
    """The one mark whose event's ID, or fingerprint, begins with a text. Raises UsageError."""
    found = [mark for mark in marks if text and (mark.id or mark.told).startswith(text)]
    if len(found) == 1:
        return found[0]
    said = "None of the marks" if not found else f"{len(found)} marks"
    ids = ", ".join((mark.id or mark.told)[:_SHORT] for mark in (found or marks)[:_SHORT])
    raise UsageError(
        "Which mark?", f"{said} begin with {text!r}.", f"There are: {ids}" if ids else ""
    )


_KINDS: Final[dict[str, Callable[[argparse.Namespace, MarkFile], int]]] = {
    "list": _list,
    "show": _show,
    "export": _export,
    "note": _note,
    "remove": _remove,
    "clear": _clear,
    "use": _use,
    "rename": _rename,
}

"""The process that reads files: decompresses, decodes, and sends blocks.

Runs as `python -c BOOT` with the parent's module path, speaks length-prefixed
pickles on its standard input and output, and ends when its input does. It
never imports numpy, Textual or an AWS library.
"""

from __future__ import annotations

import os
import signal
import sys
from array import array
from collections.abc import Iterator
from io import FileIO, RawIOBase
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from trailview.backends.base import Problem
from trailview.backends.files.compression import MOST
from trailview.backends.files.containers import texts
from trailview.backends.files.layout import find_files
from trailview.backends.files.protocol import (
    FilesFound,
    FindTask,
    Hits,
    IndexTask,
    IndexTrouble,
    PartRead,
    ReadTask,
    Reply,
    ScanTask,
    TaskDone,
    receive,
    send,
)
from trailview.backends.files.reader import Reader, Taker, read_part
from trailview.errors import SourceError
from trailview.events.broken import BROKEN
from trailview.events.decode import Decoder
from trailview.events.record import Delivery, Event

if TYPE_CHECKING:
    from trailview.backends.files.index.writing import RunWriter


def read_parts(decoder: Decoder, task: ReadTask) -> Iterator[Reply]:
    """Blocks of the events in the task's parts, and a word on each part.

    A part is reported only after the last of its events has been sent, so
    that whoever hears of it has them all.
    """
    taker = _taker(decoder, task)
    reports: list[PartRead] = []
    for number, part in task.parts:
        for report in read_part(taker, number, part, task.most or MOST):
            if report is not None:
                reports.append(report)
            while taker.waiting >= task.block_events // 2:
                yield taker.take(task.block_events)
        if not taker.waiting:
            yield from reports
            reports.clear()
    while taker.waiting:
        yield taker.take(task.block_events)
    yield from reports


def _taker(decoder: Decoder, task: ReadTask) -> Taker:
    """What makes blocks of what a task reads."""
    if task.picking is None:
        return Reader(decoder)
    from trailview.backends.files.picker import Picker  # not on the way to the first rows
    from trailview.question.acting import put_in_force

    put_in_force(task.picking.own)
    return Picker(decoder, task.picking.pick)


def _find(task: FindTask) -> FilesFound:
    try:
        found = find_files(task.paths)
    except SourceError as error:
        return FilesFound(None, error)
    if task.kept_in is None or not os.path.isdir(task.kept_in.folder):  # noqa: PTH112  (quickly)
        return FilesFound(found, None)
    from trailview.backends.files.index.place import runs_above  # not where nothing is kept

    runs = runs_above(task.kept_in)
    if not runs:
        return FilesFound(found, None)
    from trailview.backends.files.index.lookup import look_up  # as above

    return FilesFound(found, None, look_up(runs, found))


def read_and_keep(decoder: Decoder, task: ReadTask, writer: RunWriter) -> Iterator[Reply]:
    """The same as `read_parts`; what was handed over is then added to the index."""
    writer.begin(task)
    for reply in read_parts(decoder, task):
        yield reply
        if told := writer.took(task, reply):
            yield IndexTrouble(told)


class _Readers:
    """Reads with one decoder, whose blocks an index has from the first on, or not at all."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._writer: RunWriter | None = None
        self._is_fresh = True

    def read(self, task: ReadTask) -> Iterator[Reply]:
        if self._writer is None and task.kept_in is not None and self._is_fresh:
            from trailview.backends.files.index.writing import RunWriter  # rarely needed

            self._writer = RunWriter()
        self._is_fresh = False
        if self._writer is None:
            return read_parts(self._decoder, task)
        return read_and_keep(self._decoder, task, self._writer)


def _given(task: IndexTask) -> Iterator[Reply]:
    from trailview.backends.files.index.giving import given  # not where nothing is kept

    return given(task)


def scan_part(task: ScanTask) -> Hits:
    """The records of a part that match, among those asked about."""
    from trailview.question.acting import put_in_force  # not on the way to the first rows
    from trailview.question.predicate import test_of

    put_in_force(task.own)
    holds = test_of(task.terms)
    try:
        hits = [index for index, delivery in _candidates(task) if holds(Event(delivery))]
    except OSError as error:
        problem = Problem(task.part.path, "", error.strerror or type(error).__name__)
        return Hits(task.number, 0, array("I"), (problem,))
    return Hits(task.number, len(task.indexes), array("I", hits), ())


def _candidates(task: ScanTask) -> Iterator[tuple[int, Delivery]]:
    """The records asked about that are not passed over for what they lack.

    Raises OSError where the file cannot be read.
    """
    from trailview.backends.files.shapes import shapes_of  # as above
    from trailview.backends.files.sift import sift
    from trailview.question.hints import hints_of

    most = task.most or MOST
    if task.is_plain:
        for text in texts(task.part, most):
            try:
                found = [*sift(text.data, task.terms, task.indexes)]
            except BROKEN:
                break  # it has changed
            yield from ((index, Delivery(raw)) for index, raw in found)
            return
    hints, wanted, first = hints_of(task.terms), {*task.indexes}, 0
    for shape in shapes_of(task.part, most):
        for index, delivery in enumerate(shape.deliveries, first):
            if index in wanted and (delivery.resources or hints.may_hold(delivery.raw)):
                yield index, delivery
        first += len(shape.deliveries)


def _take_in(requests: RawIOBase, tasks: SimpleQueue[object]) -> None:
    """Keep the pipe of requests empty, so that the parent never waits to give a task."""
    try:
        while True:
            tasks.put(receive(requests))
    except EOFError:
        tasks.put(None)


def serve(requests: RawIOBase, replies: RawIOBase, source: int) -> None:
    """Do one task after another until there are no more."""
    readers = _Readers(Decoder(source))
    tasks: SimpleQueue[object] = SimpleQueue()
    Thread(target=_take_in, args=(requests, tasks), daemon=True).start()
    while (task := tasks.get()) is not None:
        if isinstance(task, FindTask):
            send(replies, _find(task))
        elif isinstance(task, ReadTask):
            for reply in readers.read(task):
                send(replies, reply)
        elif isinstance(task, IndexTask):
            for reply in _given(task):
                send(replies, reply)
        elif isinstance(task, ScanTask):
            send(replies, scan_part(task))
        send(replies, TaskDone())


def main() -> None:
    """Serve the parent on standard input and output; `sys.argv[1]` is the source number."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C ends
    try:
        serve(FileIO(0), FileIO(1, "w"), int(sys.argv[1]))
    except BrokenPipeError:
        os._exit(0)  # the parent is gone: there is nobody to tell

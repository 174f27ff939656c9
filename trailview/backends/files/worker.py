"""The process that reads files: decompresses, decodes, and sends blocks.

Runs as `python -c BOOT` with the parent's module path, speaks length-prefixed
pickles on its standard input and output, and ends when its input does. It
never imports numpy, Textual or an AWS library.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from array import array
from collections.abc import Iterator
from io import FileIO, RawIOBase
from queue import SimpleQueue
from threading import Thread

from trailview.backends.base import Problem
from trailview.backends.files.layout import find_files
from trailview.backends.files.protocol import (
    FilesFound,
    FindTask,
    Hits,
    PartRead,
    ReadTask,
    Reply,
    ScanTask,
    TaskDone,
    receive,
    send,
)
from trailview.backends.files.reader import Reader
from trailview.backends.files.shapes import load, read_shape
from trailview.errors import SourceError
from trailview.events.broken import BROKEN
from trailview.events.decode import Decoder
from trailview.events.head import TRAIL_START
from trailview.events.record import Delivery, Event


def read_parts(decoder: Decoder, task: ReadTask) -> Iterator[Reply]:
    """Blocks of the events in the task's parts, and a word on each part.

    A part is reported only after the last of its events has been sent, so
    that whoever hears of it has them all.
    """
    reader = Reader(decoder)
    reports: list[PartRead] = []
    for number, part in task.parts:
        reports.append(reader.read(number, part))
        while reader.waiting >= task.block_events // 2:
            yield reader.take(task.block_events)
        if not reader.waiting:
            yield from reports
            reports.clear()
    if reader.waiting:
        yield reader.take(task.block_events)
    yield from reports


def _find(task: FindTask) -> FilesFound:
    try:
        return FilesFound(find_files(task.paths), None)
    except SourceError as error:
        return FilesFound(None, error)


def scan_part(task: ScanTask) -> Hits:
    """The records of a part that match, among those asked about."""
    from trailview.question.predicate import matches  # not on the way to the first rows

    try:
        data, _ = load(task.part)
    except OSError as error:
        problem = Problem(task.part.path, "", error.strerror or type(error).__name__)
        return Hits(task.number, 0, array("I"), (problem,))
    hits = [
        index for index, delivery in _candidates(task, data) if matches(task.terms, Event(delivery))
    ]
    return Hits(task.number, len(task.indexes), array("I", hits), ())


def _candidates(task: ScanTask, data: bytes) -> list[tuple[int, Delivery]]:
    """The records asked about that are not passed over for what they lack."""
    from trailview.backends.files.sift import sift
    from trailview.question.hints import hints_of

    if task.is_plain:
        try:
            return [(index, Delivery(raw)) for index, raw in sift(data, task.terms, task.indexes)]
        except BROKEN:
            pass  # it has changed
    hints = hints_of(task.terms)
    if data.startswith(TRAIL_START) and not hints.may_hold(data):
        return []
    deliveries = read_shape(data, task.part.path).deliveries
    return [
        (index, deliveries[index])
        for index in task.indexes
        if index < len(deliveries)
        and (deliveries[index].resources or hints.may_hold(deliveries[index].raw))
    ]


def _take_in(requests: RawIOBase, tasks: SimpleQueue[object]) -> None:
    """Keep the pipe of requests empty, so that the parent never waits to give a task."""
    try:
        while True:
            tasks.put(receive(requests))
    except EOFError:
        tasks.put(None)


def serve(requests: RawIOBase, replies: RawIOBase, source: int) -> None:
    """Do one task after another until there are no more."""
    decoder = Decoder(source)
    tasks: SimpleQueue[object] = SimpleQueue()
    Thread(target=_take_in, args=(requests, tasks), daemon=True).start()
    while (task := tasks.get()) is not None:
        if isinstance(task, FindTask):
            send(replies, _find(task))
        elif isinstance(task, ReadTask):
            for reply in read_parts(decoder, task):
                send(replies, reply)
        elif isinstance(task, ScanTask):
            send(replies, scan_part(task))
        send(replies, TaskDone())


def main() -> None:
    """Serve the parent on standard input and output; `sys.argv[1]` is the source number."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C ends
    gc.disable()  # nothing here makes cycles, and blocks are large
    try:
        serve(FileIO(0), FileIO(1, "w"), int(sys.argv[1]))
    except BrokenPipeError:
        os._exit(0)  # the parent is gone: there is nobody to tell

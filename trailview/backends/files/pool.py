"""Worker processes: started when needed, fed one task ahead, ended at once on request."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
import tempfile
from array import array
from collections import deque
from collections.abc import Iterator
from io import RawIOBase
from typing import Final, cast

from trailview.backends.base import Cancel, Problem
from trailview.backends.files.parts import Part
from trailview.backends.files.protocol import (
    Hits,
    PartRead,
    ReadTask,
    Reply,
    ScanTask,
    Task,
    TaskDone,
    receive,
    send,
)
from trailview.errors import SourceError

_AHEAD: Final = 2
"""Tasks a worker has at once, so that it never waits for the next."""
_EXITING: Final = 1.0
"""Seconds a process may take to exit when its output has ended."""
_MEMORY: Final = {"MALLOC_MMAP_THRESHOLD_": str(8 << 20), "MALLOC_TRIM_THRESHOLD_": str(16 << 20)}
"""Lets glibc give very large buffers back at once, and keep the room of the others: each
file needs some, and to get their pages from the kernel anew takes as long as to fill them."""
_BOOT: Final = (
    "import gc,sys;gc.disable();sys.path[:]=eval(sys.argv.pop(1));"
    "from trailview.backends.files.worker import main;main()"
)
"""The collector would only cost: nothing there makes cycles, and blocks are large."""
_PIPE: Final = 1 << 20
"""Bytes that a reply has room for, so that a worker need not wait until its parent has time."""


class _Worker:
    def __init__(self, source: int) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  (open while the process is)
        command = [sys.executable, "-I", "-S", "-c", _BOOT, repr(sys.path), str(source)]
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and code)
            command,
            bufsize=0,  # what is buffered here would be hidden from `select`
            pipesize=_PIPE,  # where the system lets it be chosen
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env={**os.environ, **_MEMORY},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in = cast("RawIOBase", self._process.stdin)
        self.out = cast("RawIOBase", self._process.stdout)
        self.tasks: deque[Task] = deque()
        self._reported: set[int] = set()

    def give(self, task: Task) -> None:
        self.tasks.append(task)
        with contextlib.suppress(BrokenPipeError):  # its death is noticed when its output ends
            send(self._in, task)

    def next(self) -> Reply:
        """The next reply. Raises EOFError when the process has ended."""
        reply = cast("Reply", receive(self.out))
        if isinstance(reply, PartRead):
            self._reported.add(reply.number)
        elif isinstance(reply, TaskDone):
            self._reported.clear()
            self.tasks.popleft()
        return reply

    def lost(self) -> list[tuple[int, Part]]:
        """The parts of the task it was at that it has not finished."""
        if not self.tasks:
            return []
        task = self.tasks[0]
        if isinstance(task, ScanTask):
            return [(task.number, task.part)]
        parts = task.parts if isinstance(task, ReadTask) else []
        return [(number, part) for number, part in parts if number not in self._reported]

    def ended(self) -> int:
        """The exit status, once its output has ended: it is about to exit by itself."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_EXITING)
        return self.end()

    def end(self) -> int:
        """Kill it, if it is not dead; the exit status."""
        self._process.kill()
        self._in.close()
        self.out.close()
        self._complaints.close()
        return self._process.wait()

    def last_words(self) -> str:
        """The last line it wrote to standard error."""
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "no reason given"


def default_size() -> int:
    """One worker for each core, at least two and at most eight."""
    return max(2, min(8, os.cpu_count() or 2))


class Pool:
    """Runs tasks in up to `size` processes. Used by one thread at a time."""

    def __init__(self, size: int | None = None) -> None:
        self._size = size or default_size()
        self._workers: list[_Worker] = []
        self._sources = 0
        self._works = False
        """Whether a worker has ever answered."""

    def _add_worker(self) -> _Worker:
        worker = _Worker(self._sources)
        self._sources += 1
        self._workers.append(worker)
        return worker

    def warm_up(self, count: int = 1) -> None:
        """Start so many workers, before there is a task for them; those that there are count."""
        while len(self._workers) < min(count, self._size):
            self._add_worker()

    def run(
        self, tasks: Iterator[Task], cancel: Cancel, *, one_first: bool = False
    ) -> Iterator[Reply]:
        """Replies of all tasks, as they come; ends early when cancelled.

        With `one_first`, no worker but the first is started until the second reply is asked for.

        A worker that dies (out of memory, killed) costs the task it was at:
        the parts of that task are reported as problems, and its other task is
        given to a new worker. Raises SourceError where workers cannot work at all.
        """
        self.warm_up()
        waiting: deque[Task] = deque()
        finished = False
        size = 1 if one_first else self._size
        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                selector.register(worker.out, selectors.EVENT_READ, worker)
            try:
                while True:
                    while not finished or waiting:
                        idle = self._idle(selector, size)
                        if idle is None:
                            break
                        task = waiting.popleft() if waiting else next(tasks, None)
                        if task is None:
                            finished = True
                            break
                        idle.give(task)
                    if not any(worker.tasks for worker in self._workers):
                        return
                    for key, _ in selector.select(timeout=0.05):
                        worker = key.data
                        try:
                            reply = worker.next()
                        except EOFError:
                            selector.unregister(worker.out)
                            yield from self._bury(worker, waiting)
                            continue
                        self._works = True
                        if not isinstance(reply, TaskDone):
                            yield reply
                            size = self._size
                    if cancel.is_set:
                        return
            finally:
                if any(worker.tasks for worker in self._workers):
                    self.close()  # what is under way is for nobody any more

    def _idle(self, selector: selectors.BaseSelector, size: int) -> _Worker | None:
        """A worker with room for a task: an unoccupied one first, then a new one."""
        least = min(self._workers, key=lambda worker: len(worker.tasks), default=None)
        if least is not None and not least.tasks:
            return least
        if len(self._workers) < size:
            worker = self._add_worker()
            selector.register(worker.out, selectors.EVENT_READ, worker)
            return worker
        return least if least is not None and len(least.tasks) < _AHEAD else None

    def _bury(self, worker: _Worker, waiting: deque[Task]) -> Iterator[Reply]:
        self._workers.remove(worker)
        last_words = worker.last_words()
        code = worker.ended()
        if code > 0 and not self._works:
            raise SourceError(
                "Reading could not begin",
                f"The reading process ended at once: {last_words}",
                "This is a fault of the installation or of trailview itself.",
            )
        reason = f"the reading process ended (exit status {code})"
        for number, part in worker.lost():
            problems = (Problem(part.path, "", reason),)
            if isinstance(worker.tasks[0], ScanTask):
                yield Hits(number, 0, array("I"), problems)
            else:
                yield PartRead(number, 0, False, problems)
        waiting.extend(list(worker.tasks)[1:])

    def close(self) -> None:
        """End all workers at once."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.end()

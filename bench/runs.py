"""Programs that run to their end: how long, how much memory, and which events they answer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from bench.checks import MismeasuredError
from bench.pty import note_peaks

_MEMORY_EVERY: Final = 0.05
_LONGEST: Final = 900
TRAILVIEW: Final = (sys.executable, "-m", "trailview")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program."""

    seconds: float
    peak: int
    """The most memory its processes held, added up, in bytes."""
    out: bytes
    error: str


def run(command: Sequence[str], environment: dict[str, str] | None = None, *, ends: int = 0) -> Run:
    """Run a program, its output kept in a file, that `ends` with a code.

    Raises MismeasuredError where it ends with another, TimeoutError where it takes too long.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=out, stderr=error, env=environment) as process:
            peaks: dict[int, int] = {}
            watching = threading.Event()
            watcher = threading.Thread(target=_watch, args=(process.pid, peaks, watching))
            watcher.start()
            try:
                code = process.wait(_LONGEST)
            except subprocess.TimeoutExpired:
                process.kill()
                raise TimeoutError(f"{command[0]} takes more than {_LONGEST} s") from None
            finally:
                took = time.perf_counter() - began
                watching.set()
                watcher.join()
        told = _text(error).decode(errors="replace")
        if code != ends:
            raise MismeasuredError(f"{' '.join(command)[:120]} ended with {code}: {told[-300:]}")
        return Run(took, sum(peaks.values()), _text(out), told)


def _watch(pid: int, peaks: dict[int, int], over: threading.Event) -> None:
    while not over.wait(_MEMORY_EVERY):
        note_peaks(pid, peaks)


def _text(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def event_ids(out: bytes) -> set[str]:
    """The IDs of the events in lines of JSON. Raises MismeasuredError where a line is no event."""
    try:
        return {json.loads(line)["eventID"] for line in out.splitlines() if line}
    except (ValueError, KeyError, TypeError) as error:
        raise MismeasuredError(f"the answer is not events, a line each: {error!r}") from error


def query(question: str, folder: Path, *more: str) -> list[str]:
    """The command that answers a question over a folder with whole events."""
    return [
        *TRAILVIEW, "query", question, "--path", str(folder), "--format", "ndjson", *more,
    ]  # fmt: skip

"""Standard input, output and error as a program finds them: closed, full, or with nobody there.

Results that cannot be written are an error, in words and in the exit code; a reader that has
had enough is none. Messages that cannot be written are for nobody: they hold up no result.
Python's own streams know no such difference, and end in a traceback.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from typing import TYPE_CHECKING, Final, TextIO

from trailview.errors import OutputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_MODES: Final = (os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)
"""How a standard stream that is closed is opened: so that reading and writing results fail, and
so that no file that is opened later is taken for it."""
_BUFFER: Final = 1 << 16


class ReaderGoneError(Exception):
    """Whoever read the results has had enough of them."""


class _Results(io.FileIO):
    """Standard output. What cannot be written is told once; what comes after it is dropped."""

    _is_over = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write some of it. Raises ReaderGoneError, OutputError."""
        size = memoryview(data).nbytes
        if self._is_over:
            return size
        try:
            return _written(self, data)
        except BrokenPipeError:
            self._is_over = True
            raise ReaderGoneError from None
        except OSError as error:
            self._is_over = True
            raise _failure(error) from None


class _Messages(io.FileIO):
    """Standard error. What cannot be written is dropped."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write some of it, if that goes."""
        try:
            return _written(self, data)
        except OSError:
            return memoryview(data).nbytes


def _written(file: io.FileIO, data: ReadableBuffer) -> int:
    """How many bytes were written, once that goes. Raises OSError."""
    while (written := io.FileIO.write(file, data)) is None:
        select.select([], [file], [])  # another program has made it non-blocking
    return written


def _failure(error: OSError) -> OutputError:
    is_closed = error.errno == errno.EBADF
    reason = "it is closed" if is_closed else error.strerror or type(error).__name__
    hint = "" if is_closed else "What was written is not whole."
    return OutputError("Cannot write", f"standard output: {reason}", hint)


def make_ready() -> None:
    """Take the place of Python's own streams; for the beginning of a whole program."""
    for number, mode in enumerate(_MODES):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # the lowest number that is free is this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  (open to the end)
    sys.stdout = _text(_Results(1, "w", closefd=False), sys.stdout)
    sys.stderr = _text(_Messages(2, "w", closefd=False), sys.stderr)
    # The screen is drawn there: a terminal that has gone must not hold it up.
    setattr(sys, "__stderr__", sys.stderr)  # noqa: B010  (declared as final)


def _text(file: io.FileIO, before: TextIO | None) -> io.TextIOWrapper:
    """Text on a stream, in the encoding that Python has found for it."""
    encoding = before.encoding if before else "utf-8"
    errors = (before and before.errors) or "strict"
    return io.TextIOWrapper(
        io.BufferedWriter(file, _BUFFER),
        encoding,
        "backslashreplace" if errors == "strict" else errors,
        line_buffering=file.isatty() or isinstance(file, _Messages),
    )

"""Text files that several programs change at once: each change is whole, and none is lost."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from trailview.settings.paths import make_private, unusable

PRIVATE: Final = 0o600
_LOOK: Final = 0.01
"""Seconds between two tries to take a lock that others hold."""


@contextmanager
def locked(path: Path, patience: float | None = None) -> Iterator[None]:
    """Keep all others from changing `path` meanwhile, in this process and any other.

    The lock is that of a file beside it, as `path` itself is replaced. It
    ends with the process, however that ends. Where others hold it, it is
    waited for, `patience` seconds at most if given. Raises BlockingIOError
    when they are over, and OSError.
    """
    make_private(path.parent)
    lock = os.open(lock_of(path), os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        _take(lock, patience)
        yield
    finally:
        os.close(lock)


def lock_of(path: Path) -> Path:
    """The file beside `path` whose lock keeps others from changing it."""
    return path.with_name(f".{path.name}.lock")


def _take(lock: int, patience: float | None) -> None:
    if patience is None:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_LOOK)
        else:
            return


def change(path: Path, changed: Callable[[str], str]) -> None:
    """Replace the text of a file by what `changed` makes of it; no file is an empty text.

    When this returns, the new text is on the disk; until then the old one is.
    A link stays a link. Raises SettingsError.
    """
    target = path.resolve()
    try:
        with locked(path):
            before = target.read_text("utf-8") if target.exists() else ""
            after = changed(before)
            if after != before or not target.exists():
                put(target, after)
    except (OSError, UnicodeDecodeError) as error:
        raise unusable(path, error) from error


def put(target: Path, text: str) -> None:
    """Put a whole new file, for nobody else to read, in the place of one. Raises OSError."""
    import tempfile  # most files are read, or are databases

    make_private(target.parent)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

"""Files that results are written into: each is there when it is whole, and not before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from trailview.errors import OutputError


@contextmanager
def whole_file(path: str, *, replaces: bool = True) -> Iterator[BinaryIO]:
    """A file that appears when all is written, and only then.

    Unless it `replaces`, one that is there already stays as it is. Raises OutputError where it
    cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise OutputError("Cannot write", f"{path} is a folder.", "Name a file.")
    if not replaces and os.path.lexists(target):
        raise _is_there(path)
    import tempfile  # most results go to standard output

    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            draft = Path(file.name)
            try:
                yield cast("BinaryIO", file)
                file.flush()
                draft.chmod(0o666 & ~_umask())
                _put(draft, target, replaces=replaces)
            finally:
                draft.unlink(missing_ok=True)
    except FileExistsError:
        raise _is_there(path) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError("Cannot write", f"{path}: {reason}", "Nothing was written.") from error


def _put(draft: Path, target: Path, *, replaces: bool) -> None:
    if replaces:
        draft.replace(target)
        return
    try:
        target.hardlink_to(draft)  # fails where another program has made it meanwhile
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.close(os.open(target, os.O_CREAT | os.O_EXCL))
        draft.replace(target)


def _is_there(path: str) -> OutputError:
    return OutputError("Cannot write", f"{path} is there already.", "Name another file.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

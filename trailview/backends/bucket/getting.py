"""Gets objects ahead of those who read them, a few at once, and hands them out in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Final, NamedTuple

from trailview.aws.calls import Stop
from trailview.backends.bucket.crew import AT_ONCE, Crew, is_done
from trailview.backends.bucket.keys import TrailObject
from trailview.backends.bucket.requests import Requests
from trailview.backends.bucket.shelf import Shelf
from trailview.errors import CredentialsError, DeniedError, ServiceError, SourceError

_AHEAD: Final = 64
"""Objects that are got, or about to be, before they are read; at first so many as are got at once,
as whoever asked may soon have enough."""
_AHEAD_BYTES: Final = 64 << 20
"""Their bytes, as stored; one object may have more."""
_TOGETHER: Final = 256


class Got(NamedTuple):
    """An object that is on this machine, or why it is not."""

    object: TrailObject
    path: str
    error: ServiceError | None = None


class Getter:
    """Gets objects for one read."""

    def __init__(self, requests: Requests, shelf: Shelf, crew: Crew, stop: Stop) -> None:
        self._requests = requests
        self._shelf = shelf
        self._crew = crew
        self._stop = stop
        self._under_way: deque[tuple[TrailObject, Future[str]]] = deque()
        self._ahead = AT_ONCE
        self._has_any = False
        """Whether any object could be got."""

    def get(self, objects: Sequence[TrailObject]) -> Generator[list[Got] | None, None, None]:
        """Objects in their order, those together that are there; None while they are waited for.

        Each stays on the shelf until it is left. Raises Cancelled; DeniedError where the first
        object is denied, CredentialsError, and SourceError where there is no room on the disk.
        """
        left = deque(objects)
        ahead = 0
        while left or self._under_way:
            while left and len(self._under_way) < self._ahead:
                if self._under_way and ahead + left[0].size > _AHEAD_BYTES:
                    break
                found = left.popleft()
                ahead += found.size
                work = partial(fetched, found, self._requests, self._shelf, self._stop)
                self._under_way.append((found, self._crew.start(work)))
            if not is_done(self._under_way[0][1]):
                yield None
                continue
            self._ahead = min(_AHEAD, self._ahead * 2)
            ready: list[Got] = []
            while self._under_way and self._under_way[0][1].done() and len(ready) < _TOGETHER:
                found, future = self._under_way.popleft()
                ahead -= found.size
                ready.append(self._got(found, future))
            yield ready

    def close(self) -> None:
        """Nobody reads what is under way."""
        for found, future in self._under_way:
            if not future.cancel():
                future.add_done_callback(partial(self._left, found))
        self._under_way.clear()

    def _left(self, found: TrailObject, future: Future[str]) -> None:
        if not future.cancelled() and future.exception() is None:
            self._shelf.leave(found)

    def _got(self, found: TrailObject, future: Future[str]) -> Got:
        try:
            path = future.result()
        except CredentialsError:
            raise
        except ServiceError as error:
            if isinstance(error, DeniedError) and not self._has_any:
                raise
            return Got(found, "", error)
        self._has_any = True
        return Got(found, path)


def fetched(found: TrailObject, requests: Requests, shelf: Shelf, stop: Stop) -> str:
    """The file of an object, which stays until it is left; it is got where it is not there.

    Raises Cancelled, TrailviewError; SourceError where it cannot be written.
    """
    path = shelf.take(found)
    if path is not None:
        return path
    try:
        return shelf.put(found, requests.pieces(found, stop))
    except OSError as error:
        raise SourceError(
            "No room for objects",
            f"{found.uri} cannot be kept to be read: {error.strerror or error}",
            "Make room where TMPDIR is, or have it elsewhere.",
        ) from error

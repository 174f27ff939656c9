"""Jobs in threads, on behalf of commands and of dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from textual.widget import Widget

from trailview.tui.commands import Command
from trailview.tui.messages import JobDone
from trailview.tui.typed_ahead import Hold, HoldsKeys

Result = TypeVar("Result")


class Jobs:
    """Runs jobs; `host` gets a `JobDone` for each."""

    def __init__(self, host: Widget) -> None:
        self._host = host
        self._opens_later = False

    @contextmanager
    def of(self, command: Command) -> Iterator[None]:
        """What is run in this block is run for a command."""
        self._opens_later = command.opens_later
        try:
            yield
        finally:
            self._opens_later = False

    def run(
        self,
        job: Callable[[], Result],
        then: Callable[[Result], object],
        *,
        group: str,
        exclusive: bool,
        holds: bool = False,
    ) -> None:
        """Run `job` in a thread; `then` gets what it returns, on the UI thread.

        Keys wait for `then` where the command opens something later: if they are made to wait
        no longer, nothing is opened. With `holds` they wait too, for what is shown all the same.
        """
        opens = self._opens_later
        hold = self._hold(is_there=not opens) if opens or holds else None
        post = self._host.post_message

        def done(result: Result) -> None:
            if hold is None or not hold.is_left or not opens:
                then(result)

        def run() -> None:
            try:
                result = job()
                post(JobDone(lambda: done(result)))
            finally:
                if hold is not None:
                    post(JobDone(hold.end))

        self._host.run_worker(
            run, group=group, exclusive=exclusive, thread=True, exit_on_error=False
        )

    def _hold(self, *, is_there: bool) -> Hold | None:
        app = self._host.app
        return app.hold_keys(is_there=is_there) if isinstance(app, HoldsKeys) else None

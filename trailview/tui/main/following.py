"""Long work whose outcome is a tree: followed, allowed and stopped in its dialog."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from trailview.backends.base import Cancel
from trailview.errors import TrailviewError
from trailview.events.text import counted
from trailview.tui.main.host import Follows
from trailview.tui.origins import Watch

if TYPE_CHECKING:
    from trailview.events.chain import Chain
    from trailview.search.who.asking import Cost
    from trailview.tui.dialogs.tree import PickedRow, TreeRow

Outcome = TypeVar("Outcome")

_LOOK: Final = 0.1
"""Seconds between two looks whether work that waits for a yes was stopped."""


class Work(NamedTuple):
    """What a dialog is called, and what its keys say."""

    title: str
    keys: str


def follow(
    host: Follows,
    work: Work,
    job: Callable[[Watch], Outcome],
    show: Callable[[Outcome], tuple[Sequence[TreeRow], str]],
    partly: Callable[[Chain], Sequence[TreeRow]] | None = None,
) -> None:
    """Open a dialog, and run `job` in a thread; `show` gives the rows and how it ended.

    `partly` gives the rows of a chain that is not at its end yet.

    Rows carry `Steps`: what is picked is told. What `job` raises of TrailviewError is shown.
    """
    from trailview.tui.dialogs.tree import TreeDialog, TreeRow

    cancel = Cancel()
    dialog = TreeDialog(work.title, work.keys, cancel.set)
    watch = Watch(
        lambda cost: _allowed(host, cost, cancel),
        lambda calls: host.soon(lambda: dialog.told(calls)),
        cancel,
        None if partly is None else lambda chain: host.soon(lambda: dialog.grow(partly(chain))),
        lambda taken, of: host.soon(lambda: dialog.taken(taken, of)),
    )

    def run() -> Outcome | TrailviewError:
        try:
            return job(watch)
        except TrailviewError as error:
            return error

    def done(outcome: Outcome | TrailviewError) -> None:
        if isinstance(outcome, TrailviewError):
            lines = tuple(filter(None, (outcome.title, outcome.message, outcome.hint)))
            dialog.show([TreeRow(0, lines)], "It could not be found out.")
        else:
            dialog.show(*show(outcome))

    def left(result: PickedRow | None) -> None:
        if result is None:
            return
        step = getattr(result.what, result.how)
        if step is None:
            host.say("There is nothing to go to from there.")
        else:
            host.tell(step)

    host.open(dialog, left)
    host.work(run, done, group="origins", exclusive=False)


def _allowed(host: Follows, cost: Cost, cancel: Cancel) -> bool:
    """Ask whether so much may be spent; waits for the answer, or until it is stopped."""
    from trailview.tui.dialogs.confirm import ConfirmDialog

    answered = threading.Event()
    said: list[bool] = []

    def answer(is_wanted: bool | None) -> None:
        said.append(bool(is_wanted))
        answered.set()

    made = f"{counted(cost.calls, 'call')} made so far."
    text = cost.says or f"It may take up to {counted(cost.most, 'call')}."
    host.soon(
        lambda: host.open(ConfirmDialog("Go on?", f"{made} {text}", "Go on", "Stop here"), answer)
    )
    while not answered.wait(_LOOK):
        if cancel.is_set:
            return False
    return said[0]

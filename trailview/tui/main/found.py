"""How the present answer was found, for what outlives it: marks, and files that are handed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from trailview.errors import PlanError
from trailview.tui.main.host import Answers, Asks

if TYPE_CHECKING:
    from trailview.settings.marks import Origin


class FindsHost(Answers, Asks, Protocol):
    """What this needs of the screen."""


def how_found(host: FindsHost) -> Callable[[], Origin]:
    """What tells how the present answer was found, whatever is asked meanwhile; it plans again."""
    progress, asked, session = host.progress, host.asked, host.session
    assert progress is not None, "there is an answer"

    def origin() -> Origin:
        from trailview.search.handoff.asked import origin_of

        try:
            plan = session.plan(asked.question, asked.backend, asked.context)
        except PlanError:
            plan = None  # it was answered, but cannot be planned as it is set up now
        place = session.title(asked.backend, asked.context)
        return origin_of(asked.question, asked.backend, place, asked.context, plan, progress)

    return origin

"""The program's own way from a question to AWS, over a double and in the double's time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Protocol

import pytest

from tests.backends.aws.site import Site
from trailview.aws.pacing import SHARED
from trailview.compose import athena, regional
from trailview.plans.plan import Brings
from trailview.question.query import Question
from trailview.search.progress import Progress
from trailview.search.search import Search
from trailview.search.session import Session

_PATIENCE = 600
"""Seconds for an answer; long runs ask for all paths of many thousand records."""


class OpenProgram(Protocol):
    """Opens the session that the command line opens, in the name of an account's user.

    Without an account it is the first one; `regions` are those of `--region`, `log_group` is
    that of `--log-group`.
    """

    def __call__(
        self,
        site: Site,
        *regions: str,
        account: str | None = None,
        log_group: str = "",
        read_all: bool = False,
    ) -> Session: ...


def in_the_doubles_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program have the double's time for its own."""
    if SHARED.clock is not site.pacing.clock:
        monkeypatch.setattr(SHARED, "clock", site.pacing.clock)
        monkeypatch.setattr(SHARED, "_buckets", {})
    for module in (athena, regional):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=site.clock.now))


def answered(
    session: Session,
    question: Question,
    backend: str,
    *,
    again: bool = False,
    limit: int | None = None,
    brings: Brings = Brings.ALL,
) -> Search:
    """A question asked, and its search when that is over."""
    search = session.ask(
        question, _ignore, backend=backend, again=again, limit=limit, brings=brings
    )
    assert search.wait(_PATIENCE)
    return search


def _ignore() -> None:
    """Nobody looks while it goes on."""


def ids_of(progress: Progress) -> list[str]:
    """The event IDs of its rows, in their order."""
    return [progress.rows.texts(place, ["id"])[0] for place in range(len(progress.rows))]

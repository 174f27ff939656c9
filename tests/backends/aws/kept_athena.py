"""A trail of ten days whose table in Athena is asked by programs that start anew each time."""

from __future__ import annotations

import pytest

from tests.backends.aws.athena_site import OUTPUT
from tests.backends.aws.kept import Count, started, write_profiles
from tests.backends.aws.program import answered, ids_of
from tests.backends.aws.site import ACCOUNT, OpenSite, Site, asking
from tests.make import START, record
from trailview.context import OptionValue
from trailview.question.query import Question
from trailview.search.progress import Progress

DAY = 86_400
MIDNIGHT = START - START % DAY
DAYS = 10
RECORDS = [
    record(n * 3_600 + MIDNIGHT - START, eventName=f"Describe{n % 3}", eventID=f"event {n}")
    for n in range(DAYS * 24)
]
END = MIDNIGHT + DAYS * DAY
TABLE = "cloudtrail_logs"
CONSOLE = "cloudtrail_console"
WHOLE = asking("", MIDNIGHT, END)


def prepared(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A double whose events are all delivered for good."""
    monkeypatch.setattr("trailview.aws.athena.query._POLL", 0.001)
    made = open_site(RECORDS)
    made.clock.advance(END + 2 * DAY - made.clock.now())
    write_profiles(first=ACCOUNT, second=ACCOUNT)
    return made


class Program:
    """Asks, each time as a program that has just been started."""

    def __init__(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        self._site = site
        self._patch = monkeypatch

    def ask(
        self, question: Question, profile: str = "first", table: str = TABLE, **said: OptionValue
    ) -> Progress:
        told = {"athena_table": table, "athena_output": OUTPUT, **said}
        with started(self._site, self._patch, profile, **told) as session:
            return answered(session, question, "athena").progress


def statements(count: Count, site: Site) -> list[str]:
    """The queries that were run since calls were last forgotten, as far as times go."""
    number = count.calls.count("StartQueryExecution")
    return [body["QueryString"] for body in site.asked("StartQueryExecution")[-number or 99 :]]


def right(progress: Progress, question: Question, name: str = "") -> None:
    """An answer holds what the trail does, once, and nothing is amiss."""
    assert (progress.error, progress.problems) == (None, ())
    assert sorted(ids_of(progress)) == sorted(
        one["eventID"]
        for n, one in enumerate(RECORDS)
        if question.window.holds(MIDNIGHT + n * 3_600) and name in ("", one["eventName"])
    )

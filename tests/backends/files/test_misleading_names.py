"""Names of files that say nothing of what is in them are not believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.make import START, record
from tests.trails import trail_file
from trailview.compose.files import open_files
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.progress import Progress

DAY = 86_400
EVERY = range(60)


def answer(folder: Path, question: Question, limit: int | None = None) -> Progress:
    session = open_files([str(folder)])
    session.painted()
    try:
        search = session.ask(question, lambda: None, limit=limit)
        assert search.wait(20)
        return search.progress
    finally:
        session.close()


def spread(folder: Path, stamp: str, **members: str) -> None:
    """Sixty days of events, an event a day, in six files of which all were delivered at once."""
    records = [record(day * DAY, awsRegion="eu-central-1", **members) for day in EVERY]
    for start in EVERY[::10]:
        trail_file(folder, records[start : start + 10], f"{stamp}{start // 10:02}Z")


@pytest.mark.parametrize("stamp", ["20251101T00", "20240101T00", "20290101T00", "20251222T12"])
@pytest.mark.parametrize(
    ("window", "days"),
    [
        (Window(START + 50 * DAY), 10),
        (Window(None, START + 10 * DAY), 10),
        (Window(START + 20 * DAY, START + 30 * DAY), 10),
    ],
)
def test_files_that_were_all_delivered_at_one_time(
    tmp_path: Path, stamp: str, window: Window, days: int
) -> None:
    spread(tmp_path, stamp)
    assert len(answer(tmp_path, Question(window=window)).rows) == days


def test_a_limit_takes_the_newest_all_the_same(tmp_path: Path) -> None:
    spread(tmp_path, "20251101T00")
    rows = answer(tmp_path, Question(), limit=3).rows
    assert [rows.time(at) for at in range(3)] == [START + day * DAY for day in (59, 58, 57)]


def test_records_that_were_given_another_account(tmp_path: Path) -> None:
    spread(tmp_path, "20251122T12", recipientAccountId="444455556666")
    trail_file(tmp_path, [record(1, recipientAccountId="444455556666")], "20251122T1300Z")
    progress = answer(tmp_path, Question(parse("account:444455556666")))
    assert len(progress.rows) == len(EVERY) + 1

"""Over real files: what names leave out is never in the answer, and nothing is read twice."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.make import delivery
from tests.unit.plans.late_trail import HOUR, MIDDLE, LateTrail, random_question
from trailview.compose.files import open_files, survey
from trailview.events.record import Event
from trailview.plans.trail_files import EVERY_FILE, USUAL_LATE
from trailview.question.parse import parse
from trailview.question.predicate import holds
from trailview.question.query import Question, Window
from trailview.search.progress import Progress
from trailview.search.session import Session

_QUESTIONS = int(os.environ.get("TRAILVIEW_PRUNING", "3"))
"""Random questions; `TRAILVIEW_PRUNING=300` asks more."""


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> tuple[LateTrail, Path]:
    made, folder = LateTrail(11), tmp_path_factory.mktemp("trail")
    made.write(folder)
    return made, folder


@pytest.fixture
def session(trail: tuple[LateTrail, Path]) -> Iterator[Session]:
    opened = open_files([str(trail[1])])
    opened.painted()
    yield opened
    opened.close()


def answer(session: Session, question: Question, limit: int | None = None) -> Progress:
    search = session.ask(question, lambda: None, limit=limit)
    assert search.wait(20)
    assert search.progress.error is None
    return search.progress


def found(progress: Progress, limit: int | None = None) -> list[str]:
    count = len(progress.rows) if limit is None else min(limit, len(progress.rows))
    return [progress.rows.texts(n, ["id"])[0] for n in range(count)]


def expected(trail: LateTrail, question: Question) -> list[str]:
    hits = [Event(delivery(made)) for made in trail.records]
    hits = [event for event in hits if holds(question, event)]
    hits.sort(key=lambda event: (-(event.time or 0), event.text("eventID")))
    return [event.text("eventID") or "" for event in hits]


def test_random_questions_are_answered_as_if_every_file_were_read(
    trail: tuple[LateTrail, Path],
) -> None:
    made, folder = trail
    dice, opened, all_files = random.Random(5), 0, 0
    for _ in range(_QUESTIONS):
        question, limit = random_question(dice), dice.choice((None, 1, 5, 20))
        session = open_files([str(folder)])
        session.painted()
        progress = answer(session, question, limit)
        assert found(progress, limit) == expected(made, question)[:limit], question
        assert not progress.problems
        opened += progress.tally.files
        all_files += len(made.files)
        session.close()
    assert opened < all_files


def test_a_limit_ends_the_read_where_no_file_left_can_hold_a_newer_event(
    trail: tuple[LateTrail, Path], session: Session
) -> None:
    progress = answer(session, Question(), limit=1)
    assert found(progress, 1) == expected(trail[0], Question())[:1]
    covered = progress.covered
    assert covered is not None
    assert covered.since is None or (progress.rows.time(0) or 0) >= covered.since


def test_a_wider_range_reads_the_rest_and_nothing_twice(
    trail: tuple[LateTrail, Path], session: Session
) -> None:
    made, _ = trail
    day = Question(window=Window(MIDDLE, MIDDLE + 24 * HOUR))
    narrow = answer(session, day)
    assert found(narrow) == expected(made, day)
    assert 0 < narrow.tally.files < len(made.files)
    assert narrow.tally.files + narrow.tally.unopened == len(made.files)
    assert (
        f"{narrow.tally.files} of {len(made.files)} files can hold the answer" in narrow.notes[-1]
    )
    wide = answer(session, Question())
    assert found(wide) == expected(made, Question())
    assert wide.tally.records == len(made.records), "no file was read twice"
    assert wide.tally.unopened == 0
    assert not wide.notes
    again = answer(session, day)
    assert found(again) == expected(made, day)
    assert again.tally.records == len(made.records)


def test_what_is_asked_while_reading_is_read_too(
    trail: tuple[LateTrail, Path], session: Session
) -> None:
    made, _ = trail
    first = Question(window=Window(MIDDLE + 48 * HOUR))
    second = Question(parse("region:eu-west-1"), Window(None, MIDDLE))
    session.ask(first, lambda: None)
    assert found(answer(session, second)) == expected(made, second)
    assert found(answer(session, first)) == expected(made, first)


def test_explain_counts_the_files_and_all_of_them_can_be_had(
    trail: tuple[LateTrail, Path],
) -> None:
    made, folder = trail
    day = Question(window=Window(MIDDLE, MIDDLE + 24 * HOUR))
    (line,) = survey([str(folder)], day, USUAL_LATE)
    assert f"of {len(made.files)} files can hold the answer" in line
    assert survey([str(folder)], day, EVERY_FILE) == ()
    session = open_files([str(folder)], late=EVERY_FILE)
    session.painted()
    assert answer(session, day).tally.files == len(made.files)
    session.close()

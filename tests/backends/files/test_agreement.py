"""Whole trails through workers, store and search: the answers of the plain reference."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.questions import random_question
from tests.reference import reference_matches
from trailview.compose import files
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.question.when import window
from trailview.search.session import Session

GENERATOR = Path(__file__).parents[3] / ".." / "shared" / "tools" / "gen_trail.py"
EVENTS = 3_000
QUESTIONS = 300
FIELD_OF = {
    "userIdentity.arn": "principal",
    "userIdentity.accessKeyId": "key",
    "userIdentity.sessionContext.sessionIssuer.arn": "role",
    "userIdentity.type": "type",
    "eventName": "event",
    "eventName in": "event",
    "eventSource": "service",
    "sourceIPAddress": "ip",
    "errorCode": "error",
    "readOnly": "readonly",
    "responseElements.ConsoleLogin": "$.responseElements.ConsoleLogin",
}
"""Members by which the generator's truth.json describes a question, and what asks for them."""

if not GENERATOR.is_file():
    pytest.skip("the trail generator is not beside this checkout", allow_module_level=True)


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agreement") / "trail"
    options = {"--events": EVENTS, "--days": 7, "--seed": 42, "--accounts": 4, "--out": folder}
    words = [str(word) for option in options.items() for word in option]
    subprocess.run([sys.executable, GENERATOR, *words], check=True, capture_output=True)
    return folder


def answer(session: Session, question: Question) -> list[str]:
    search = session.ask(question, lambda: None)
    assert search.wait(60)
    progress = search.progress
    assert progress.error is None
    assert progress.problems == ()
    return [progress.rows.texts(place, ["id"])[0] for place in range(len(progress.rows))]


@pytest.fixture(scope="module")
def session(trail: Path) -> Iterator[Session]:
    session = files.open_files([str(trail)])
    session.painted()
    session.start()
    yield session
    session.close()


def asked(match: dict[str, Any]) -> Question | None:
    """The question that a description in truth.json stands for; None where there is none."""
    words: list[str] = []
    since = until = None
    for member, value in match.items():
        if member == "eventTime>=":
            since = value
        elif member == "eventTime<":
            until = value
        elif member == "errorCode!":
            words.append("error:*")
        elif member == "session-name":
            words.append(f"user:{value} type:AssumedRole")
        elif member in FIELD_OF:
            values = value if isinstance(value, list) else [value]
            texts = [str(v).lower() if isinstance(v, bool) else v for v in values]
            words.append(f"{FIELD_OF[member]}:{','.join(texts)}")
        else:
            return None
    return Question(parse(" ".join(words)), window(since, until, 0, UTC))


def test_every_question_of_the_trails_truth_is_answered_exactly(
    trail: Path, session: Session
) -> None:
    truth = json.loads((trail / "truth.json").read_text())
    answers = {
        entry["id"]: (len(answer(session, question)), entry["answer"])
        for entry in truth["questions"]
        if (question := asked(entry["match"])) is not None
    }
    assert len(answers) >= 20
    assert {name: found for name, (found, _) in answers.items()} == {
        name: known for name, (_, known) in answers.items()
    }


def _records(trail: Path) -> list[dict[str, Any]]:
    return [
        record
        for file in sorted(trail.rglob("*.json.gz"))
        for record in json.loads(gzip.decompress(file.read_bytes()))["Records"]
    ]


def test_random_questions_give_the_event_ids_of_the_reference(
    trail: Path, session: Session
) -> None:
    records, dice = _records(trail), random.Random(42)
    assert len(records) == EVENTS
    assert len(answer(session, Question())) == EVENTS
    times = {record["eventID"]: _seconds(record["eventTime"]) for record in records}
    hits = 0
    for _ in range(QUESTIONS):
        question = random_question(dice, records)
        expected = {
            record["eventID"]
            for record in records
            if question.window.holds(times[record["eventID"]])
            and reference_matches(question.terms, record)
        }
        found = answer(session, question)
        assert len(found) == len(set(found))
        assert set(found) == expected, question.text
        hits += bool(expected)
    assert hits > QUESTIONS / 3, "most questions must be about something"


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())

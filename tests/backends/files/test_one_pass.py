"""What is picked where it is read is what is found among all that is read: the same bytes."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.make import record
from tests.questions import random_question
from tests.trails import placed_file
from trailview.compose.files import open_files
from trailview.events.times import seconds
from trailview.plans.files import picking
from trailview.plans.plan import Brings, Scope
from trailview.plans.trail_files import EVERY_FILE, USUAL_LATE
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.counting import counts_of
from trailview.search.export.export import export
from trailview.search.export.how import Export
from trailview.search.progress import Order, Progress
from trailview.search.session import Session

_QUESTIONS = int(os.environ.get("TRAILVIEW_ONE_PASS", "1"))
"""Random questions; `TRAILVIEW_ONE_PASS=300` asks more."""
_FORMATS = ("ndjson", "csv", "table", "json")
_NAMES = ("alice", "bob", "ali\u00e7e", 'a"b', "\u212aelvin", "back\\slash", "al")


def _records(dice: random.Random, first: int) -> list[dict[str, Any]]:
    made = []
    for number in range(first, first + dice.randrange(1, 12)):
        name = dice.choice(_NAMES)
        members: dict[str, Any] = {
            "userIdentity": {"type": "IAMUser", "userName": name, "accountId": "111122223333"},
            "eventName": dice.choice(("RunInstances", "DescribeInstances", "PutObject")),
            "eventSource": dice.choice(("ec2.amazonaws.com", "s3.amazonaws.com")),
            "requestParameters": dice.choice(
                (
                    None,
                    {"bucketName": name},
                    {
                        "records": [
                            {"a": 1},
                            {"eventVersion": "1.08", "userIdentity": {}, "n": name},
                        ]
                    },
                    {"note": "Bob's and ALICE's"},
                )
            ),
            "errorCode": dice.choice((None, None, "AccessDenied")),
            "readOnly": dice.choice((True, False, None, "true", 3)),
        }
        if dice.random() < 0.1:
            members["eventID"] = dice.choice((None, "odd", 5))
        elif dice.random() < 0.1:  # without either, nothing says which comes first
            members["eventTime"] = dice.choice((None, "yesterday"))
        made.append(record(number, **members))
    return made


def _rare(number: int) -> dict[str, Any] | None:
    """Parameters that few records have, in one of them with what only looks like a record."""
    inner = {"eventVersion": "1.08", "userIdentity": {}, "eventTime": "2026"}
    if number == 9_050:
        return {"in": [inner], "bucketName": "rare"}
    return {"bucketName": "rare-1"} if number % 40 == 7 else None


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """Plain files, and what stands beside them: delivered twice, spaced, broken, other."""
    folder, dice, every = tmp_path_factory.mktemp("trail"), random.Random(3), list[Any]()
    for number in range(12):
        made = _records(dice, number * 100)
        every += made
        hour = f"2025112{dice.randrange(2, 4)}T{dice.randrange(24):02}00"
        name = f"111122223333_CloudTrail_eu-central-1_{hour}Z_{number:016x}.json.gz"
        placed_file(folder, name, made)
        if number % 4 == 0:
            placed_file(folder, name.replace("Z_0", "Z_f"), made[::-1])
    few = [record(number, requestParameters=_rare(number)) for number in range(9_000, 9_120)]
    placed_file(
        folder, f"111122223333_CloudTrail_eu-central-1_20251122T1200Z_{99:016x}.json.gz", few
    )
    every += few
    some = _records(dice, 5_000)
    (folder / "spaced.json").write_text(json.dumps({"Records": some}, indent=1))
    (folder / "lines.ndjson").write_text("\n".join(map(json.dumps, _records(dice, 6_000))))
    text = json.dumps({"Records": _records(dice, 7_000)}, separators=(",", ":"))
    (folder / "cut.json").write_text(text[:-40])
    (folder / "strange.json").write_text(text.replace('"Records":[', '"Records":[{"no":"event"},'))
    (folder / "other.json").write_text('{"alice": 1}')
    (folder / "broken.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0)[:-9])
    whole = [made | {"eventVersion": "9"} for made in _records(dice, 8_000)]
    (folder / "versions.json").write_text(json.dumps({"Records": whole}, separators=(",", ":")))
    return folder, every + some


def asked(
    session: Session,
    question: Question,
    brings: Brings,
    how: Export,
    order: Order | None = None,
    limit: int | None = None,
) -> tuple[Progress, bytes]:
    """How it ended, and the answer in a format."""
    search = session.ask(question, lambda: None, order, brings=brings, limit=limit)
    assert search.wait(30)
    assert search.progress.error is None
    assert search.reading.picks is (brings is not Brings.ALL)
    out = io.BytesIO()
    export(search.records, search.progress.rows, how, out)
    return search.progress, out.getvalue()


@contextmanager
def opened(folder: Path, late: int = EVERY_FILE) -> Iterator[Session]:
    session = open_files([str(folder)], late=late)
    session.painted()
    yield session
    session.close()


def told(progress: Progress) -> tuple[object, ...]:
    """What is said beside an answer; how many have no time is said of what may match."""
    problems = sorted(str(p) for p in progress.problems if "usable time" not in p.reason)
    tally = progress.tally
    return problems, tally.records, tally.files, tally.skipped, progress.passed_over


def _questions(records: list[dict[str, Any]]) -> list[Question]:
    dice, found = random.Random(17), list[Question]()
    records = [made for made in records if seconds(made.get("eventTime")) is not None]
    window = Window(None, 1_763_812_800 + 650)
    of_paths = ("$.requestParameters.bucketName:al*", "$.requestParameters.bucketName:rare*")
    texts = ('alice "bob"', *of_paths)
    found += [Question(parse(text)) for text in texts]
    found.append(Question(parse("service:ec2 -user:bob"), window))
    while len(found) < 4 + _QUESTIONS:
        question = random_question(dice, records, record_terms=True)
        if picking(question, Brings.RECORDS, Scope()) is not None:
            found.append(question)
    return found


def test_answers_are_the_same_bytes_whichever_way_they_are_found(
    trail: tuple[Path, list[dict[str, Any]]],
) -> None:
    folder, records = trail
    with opened(folder) as session:
        _agree(session, _questions(records))


def _agree(session: Session, questions: Sequence[Question]) -> None:
    dice, hits = random.Random(23), 0
    for number, question in enumerate(questions):
        form = _FORMATS[number % len(_FORMATS)]
        how = Export(form, limit=dice.choice((None, 3)))
        order = dice.choice((Order(), Order(descending=False), Order("event")))
        brings = Brings.RECORDS if form in ("ndjson", "json") else Brings.MATCHES
        whole, expected = asked(session, question, Brings.ALL, how, order)
        picked, found = asked(session, question, brings, how, order)
        assert found == expected, question.text
        assert told(picked) == told(whole), question.text
        hits += len(whole.rows)
        if len(whole.rows):
            assert counts_of(picked, ("event", "user")) == counts_of(whole, ("event", "user"))
    assert hits


def test_what_tells_too_little_is_made_columns_of() -> None:
    for text in ("", "is:write", "-user:alice", "by:person", "user:*"):
        assert picking(Question(parse(text)), Brings.RECORDS, Scope()) is None


def test_standard_input_is_read_once_however_often_it_is_asked() -> None:
    text = json.dumps({"Records": [record(n) for n in range(3)]}).encode()
    with tempfile.TemporaryFile() as given:
        given.write(text)
        given.seek(0)
        session = open_files(["-"], given.fileno())
        session.painted()
        nobody, how = Question(parse("user:nobody")), Export("ndjson")
        assert asked(session, nobody, Brings.RECORDS, how)[1] == b""
        assert asked(session, Question(parse("user:alice")), Brings.ALL, how)[1].count(b"\n") == 3
        session.close()


def test_a_limit_stops_a_read_that_picks(tmp_path: Path) -> None:
    for hour in range(24):
        name = f"111122223333_CloudTrail_eu-central-1_20251122T{hour:02}00Z_{hour:016x}.json.gz"
        placed_file(tmp_path, name, [record((hour - 12) * 3_600 - 60)])
    question, how = Question(parse("user:alice")), Export("ndjson", limit=2)
    with opened(tmp_path, USUAL_LATE) as session:
        progress, found = asked(session, question, Brings.RECORDS, how, limit=2)
    assert [json.loads(line)["eventTime"][11:16] for line in found.splitlines()] == [
        "22:59",
        "21:59",
    ]
    assert not progress.problems

"""What was measured is what was meant."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bench import checks
from bench.facts import MEMBER, TEXT, USER, facts
from bench.headless import files_opened
from bench.live import loaded
from bench.runs import event_ids
from tests.make import record


def test_counts_have_to_be_the_same_and_more_than_nothing() -> None:
    checks.counted("events", 3, 3)
    for found, meant in ((0, 0), (2, 3), (4, 3), (0, 3)):
        with pytest.raises(checks.MismeasuredError, match="were meant"):
            checks.counted("events", found, meant)


def test_a_search_in_the_text_may_find_more() -> None:
    checks.at_least("places", 4, 3)
    for found, meant in ((0, 0), (2, 3)):
        with pytest.raises(checks.MismeasuredError, match="or more"):
            checks.at_least("places", found, meant)


def test_answers_have_to_be_the_same_and_not_empty() -> None:
    checks.same("answer", {"a", "b"}, {"b", "a"})
    checks.covers("answer", {"a", "b", "c"}, {"b", "a"})
    for found, meant in ((set[str](), set[str]()), ({"a"}, {"a", "b"}), ({"c", "d"}, {"a", "b"})):
        with pytest.raises(checks.MismeasuredError):
            checks.same("answer", found, meant)
        with pytest.raises(checks.MismeasuredError):
            checks.covers("answer", found, meant)
    with pytest.raises(checks.MismeasuredError, match="1 of them others"):
        checks.same("answer", {"a", "b", "c"}, {"b", "a"})


def test_lines_that_are_no_events_are_no_answer() -> None:
    assert event_ids(b'{"eventID":"a"}\n{"eventID":"b"}\n') == {"a", "b"}
    for out in (b'{"eventID":"a"}{"eventID":"b"}\n', b"{}\n", b"[1]\n", b"alice\n"):
        with pytest.raises(checks.MismeasuredError, match="not events"):
            event_ids(out)


def test_the_files_opened_are_read_from_what_is_said() -> None:
    said = "trailview: 26 of 91 files can hold the answer; not opened: 65\n"
    assert files_opened(said, 91) == 26
    assert files_opened("", 91) == 91
    said = "trailview: 1,026 of 9,100 files can hold the answer"
    assert files_opened(said, 9_100) == 1_026


def test_the_events_loaded_are_read_from_the_screen() -> None:
    assert loaded("100 rows\n all 9 files read · 12,345 events (4 duplicates folded)") == 12_345
    assert loaded("nothing yet") == 0


def test_facts_are_those_of_the_distinct_events(tmp_path: Path) -> None:
    alice = {"type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/alice"}
    other = {"type": "Root", "arn": "arn:aws:iam::1:root"}
    made = [
        {**record(0, userIdentity=alice), "eventID": "a"},
        {**record(0, userIdentity=alice), "eventID": "a"},
        {**record(60, userIdentity=other, requestParameters={"userName": "ALICE"})}
        | {"eventID": "b"},
        {**record(120, userIdentity=other, requestParameters=None), "eventID": "c"},
    ]
    text = json.dumps({"Records": made}).encode()
    (tmp_path / "x.json.gz").write_bytes(gzip.compress(text))
    true = facts(tmp_path)
    assert (true.events, true.files) == (3, 1)
    assert true.hits == {USER: {"a"}, TEXT: {"a", "b"}, MEMBER: {"b"}}
    begin, end = true.window
    assert end - begin == 121
    assert true.within(begin, begin + 60) == {"a"}

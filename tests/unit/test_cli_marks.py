"""`trailview marks`, and `query` as Markdown and masked: the command line as a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.make import record
from tests.trails import trail_file
from trailview.cli.main import run
from trailview.compose.settings import remember
from trailview.settings.marks import Mark, Origin


def mark(number: int, **members: str) -> Mark:
    made = record(number, eventID=f"{number:08d}-1111-4222-8333-444444444444")
    return Mark(
        id=str(made["eventID"]),
        told=str(made["eventTime"]),
        record=json.dumps(made),
        marked_at=1_795_000_000,
        origin=Origin("user:alice", backend="files", command="trailview query user:alice"),
        time=1_763_812_800 + number,
        text=f"event {number} \x1b[31m",
        **members,
    )


@pytest.fixture(autouse=True)
def _marked() -> None:
    for number in (2, 1):
        made = mark(number, note="=1+1" if number == 1 else "")
        remember().marks.change(lambda book, made=made: book.with_mark(made))  # type: ignore[misc]  # bound at once


def test_marks_are_listed_oldest_first_and_nothing_in_them_acts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["marks", "list", "--time-zone", "Europe/Berlin"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "00000001  2025-11-22 13:00:01  event 1 ␛[31m  [=1+1]",
        "00000002  2025-11-22 13:00:02  event 2 ␛[31m",
    ]
    assert "marks: 2 marks" in err
    assert run(["marks", "list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["time"] for one in listed] == ["2025-11-22T12:00:02Z", "2025-11-22T12:00:01Z"]


def test_a_mark_is_shown_noted_and_removed_by_how_its_id_begins(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["marks", "note", "00000002", "why"]) == 0
    assert run(["marks", "show", "00000002"]) == 0
    assert json.loads(capsys.readouterr().out)["note"] == "why"
    assert run(["marks", "remove", "0000"]) == 2
    assert "2 marks begin with '0000'" in capsys.readouterr().err
    assert run(["marks", "remove", "00000002", "00000001"]) == 0
    assert not remember().marks.read().book.marks


def test_collections_are_switched_renamed_and_cleared(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["marks", "use", "leak"]) == 0
    assert run(["marks", "rename", "marks", "old"]) == 0
    assert run(["marks", "list"]) == 0
    assert "other collections: old (2)" in capsys.readouterr().err
    assert run(["marks", "list", "--collection", "nope"]) == 2
    assert run(["marks", "clear", "old"]) == 0
    assert list(remember().marks.read().book.collections) == ["leak"]


def test_marks_are_written_as_markdown_or_as_the_ending_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["marks", "export"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("# marks: 2 marked events")
    assert "trailview query user:alice" in text
    assert "- note: \\=1+1" in text
    assert run(["marks", "export", "--output", str(tmp_path / "a.csv"), "--redact"]) == 0
    first, *_ = (tmp_path / "a.csv").read_text().splitlines()[1:]
    assert first.endswith(",'=1+1")
    assert "alice" not in first
    assert run(["marks", "export", "--format", "ndjson"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["eventID"][:8] for line in lines] == ["00000001", "00000002"]


def test_a_damaged_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    remember().marks.path.write_text("{")
    assert run(["marks", "list"]) == 0
    assert "was damaged" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["markdown", "ndjson", "csv", "json", "table"])
def test_an_answer_is_masked_in_every_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    trail_file(tmp_path, [record(1), record(2)], "20251122T1205Z")
    words = ["query", "user:alice", "--path", str(tmp_path), "--format", name, "--redact"]
    assert run([*words, "--limit", "1"]) == 0
    out, _ = capsys.readouterr()
    assert "user-1" in out
    for named in ("alice", "111122223333", "203.0.113.7", "AKIAEXAMPLE"):
        assert named not in out


def test_what_masking_leaves_out_makes_it_incomplete(
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = Mark("9", "", '{"userIdentity": {"userName": "zoe"', 1, Origin())
    remember().marks.change(lambda book: book.with_mark(broken))
    assert run(["marks", "export", "--redact", "--format", "ndjson"]) == 3
    out, err = capsys.readouterr()
    assert "zoe" not in out
    assert "1 record left out" in err


def test_markdown_says_that_something_was_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trail_file(tmp_path, [record(1)], "20251122T1205Z")
    (tmp_path / "broken.json").write_text('{"Records": [{"eventName": ')
    assert run(["query", "--path", str(tmp_path), "--output", str(tmp_path / "x.md")]) == 3
    text = (tmp_path / "x.md").read_text()
    assert "INCOMPLETE: not all could be read" in text
    assert "broken.json" in text
    assert capsys.readouterr().out == ""

"""`trailview count`: what is counted over files, how it is written, and its exit codes."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.make import record
from tests.trails import trail_file
from trailview.cli import exit_codes, main
from trailview.search.counting import COUNTED_BY
from trailview.search.export.rows import COLUMNS

DICE = random.Random(7)
RECORDS = [
    record(
        n,
        eventName=DICE.choice(["ListUsers", "DeleteTrail", "PutObject"]),
        errorCode=DICE.choice([None, "AccessDenied", ""]),
        userIdentity={"type": "IAMUser", "userName": DICE.choice(["alice", "bob", "=x\x1b"])},
        userAgent=DICE.choice(["terraform/1.9", "aws-cli/2"]),
    )
    for n in range(200)
]


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    trail_file(tmp_path, RECORDS, "20251122T1205Z")
    trail_file(tmp_path, RECORDS[:20], "20251122T1210Z")  # delivered twice
    return tmp_path


def counted(*names: str, having: str = "") -> Counter[tuple[str, ...]]:
    """What there is to count, by members of the record."""
    return Counter(
        tuple(one.get(name) or "" for name in names)
        for one in RECORDS
        if one["eventName"] != having
    )


def told(out: str, by: Sequence[str]) -> Counter[tuple[str, ...]]:
    rows = json.loads(out)
    assert all([*row] == [*by, "events"] for row in rows)
    numbers = [row["events"] for row in rows]
    assert numbers == sorted(numbers, reverse=True)
    return Counter({tuple(row[name] for name in by): row["events"] for row in rows})


def test_by_one_and_by_two(trail: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ask = ("count", "--path", str(trail), "--format", "json")
    assert main.run([*ask, "--by", "event"]) == exit_codes.COMPLETE
    assert told(capfd.readouterr().out, ["event"]) == counted("eventName")
    question = (*ask, "event:ListUsers,DeleteTrail")
    assert main.run([*question, "--by", "event,error"]) == exit_codes.COMPLETE
    found = told(capfd.readouterr().out, ["event", "error"])
    assert found == counted("eventName", "errorCode", having="PutObject")


def test_by_who_acts(trail: Path, capfd: pytest.CaptureFixture[str]) -> None:
    main.run(["count", "--by", "by", "--path", str(trail), "--format", "json"])
    found = told(capfd.readouterr().out, ["by"])
    of_terraform = sum(one["userAgent"] == "terraform/1.9" for one in RECORDS)
    assert found == {("automation",): of_terraform, ("person",): 200 - of_terraform}


def test_formats_say_the_same(trail: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ask = ("count", "--by", "event,ip", "--path", str(trail), "--format")
    main.run([*ask, "json"])
    rows = json.loads(capfd.readouterr().out)
    main.run([*ask, "ndjson"])
    assert [json.loads(line) for line in capfd.readouterr().out.splitlines()] == rows
    main.run([*ask, "csv"])
    cells = [*csv.reader(capfd.readouterr().out.splitlines())]
    assert cells == [["event", "ip", "events"], *([*map(str, row.values())] for row in rows)]
    main.run([*ask, "table"])
    lines = capfd.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines[-3:]] == [str(row["events"]) for row in rows]


def test_what_is_not_shown_is_told(trail: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ask = ("count", "--by", "event,user", "--top", "2", "--path", str(trail))
    assert main.run([*ask, "--format", "ndjson"]) == exit_codes.COMPLETE
    out, err = capfd.readouterr()
    shown = sum(json.loads(line)["events"] for line in out.splitlines())
    assert f"7 more rows, of {200 - shown} events: --top shows more" in err


def test_texts_are_safe_where_they_go(trail: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ask = ("count", "--by", "user", "--path", str(trail), "--format")
    main.run([*ask, "csv"])
    assert "'=x" in capfd.readouterr().out
    main.run([*ask, "table"])
    assert "\x1b" not in capfd.readouterr().out


def test_no_event_is_no_row(trail: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ask = ["count", "event:deletetrail", "--by", "event", "--path", str(trail), "--format", "json"]
    assert main.run(ask) == exit_codes.COMPLETE
    out, err = capfd.readouterr()
    assert json.loads(out) == []
    assert "the nearest is `DeleteTrail`" in err


def test_what_cannot_be_read_makes_it_incomplete(
    trail: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (trail / "broken.json").write_text('{"Records":[{"eventName":"X","eventTime"')
    ask = ["count", "--by", "region", "--path", str(trail), "--format", "json"]
    assert main.run(ask) == exit_codes.INCOMPLETE
    out, err = capfd.readouterr()
    assert sum(told(out, ["region"]).values()) == 200
    assert "broken.json" in err


@pytest.mark.parametrize("by", ["", "nope", "event,event", "event,user,ip", "is", "time"])
def test_what_cannot_be_counted_by_is_refused(by: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["count", "--by", by, "--path", "."]) == exit_codes.USAGE
    assert "There are: event, service, actor" in capfd.readouterr().err


def test_columns_to_count_by_are_columns_of_the_table(
    trail: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert set(COUNTED_BY) == set(COLUMNS) - {"time", "id", "is", "note"}
    for name in COUNTED_BY:
        main.run(["count", "--by", name, "--path", str(trail), "--format", "json"])
        assert sum(told(capfd.readouterr().out, [name]).values()) == 200

"""`trailview about` as a program: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.aws_double.corpus import records_below
from tests.sessions import ACCOUNTS, Identity, Story, user
from tests.trails import trail_file

ABOUT = [sys.executable, "-m", "trailview", "about"]
ALICE = user("alice")
POLICY = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'


@pytest.fixture
def told(tmp_path: Path) -> tuple[str, Identity]:
    """A folder in which alice goes from one account to another, and who she is then."""
    story = Story()
    session = story.assume(ALICE, "Audit", "alice|`<b>\x1b[31m", account=ACCOUNTS[1])
    story.call(
        session,
        "PutBucketPolicy",
        readOnly=False,
        requestParameters={"bucketName": "logs", "policy": POLICY},
    )
    said = "User: x is not authorized to perform: s3:DeleteBucket with an explicit deny in a "
    story.call(
        session,
        "DeleteBucket",
        readOnly=False,
        errorCode="AccessDenied",
        errorMessage=f"{said}service control policy",
        requestParameters={"bucketName": "logs"},
    )
    trail_file(tmp_path, story.records, "20251122T1205Z")
    return str(tmp_path), session


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ABOUT, *words], capture_output=True, text=True, check=False)


def test_a_page_for_people_is_safe_and_begins_with_what_it_covers(
    told: tuple[str, Identity],
) -> None:
    folder, session = told
    done = run(session["accessKeyId"], "--path", folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"key {session['accessKeyId']}"
    assert lines[2].startswith("Asked: files, ")
    assert "Made from 2 events of 4 read" in lines[3]
    assert "No data event is among them" in done.stdout
    assert f"Behind it: IAMUser {ALICE['arn']}" in done.stdout
    assert "issued key seen, 1 hop back" in done.stdout
    assert "policy: Allow * on *" in done.stdout
    assert "explicit deny in a service control policy" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_page_as_json(told: tuple[str, Identity]) -> None:
    folder, session = told
    done = run(session["accessKeyId"], "--path", folder, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    page = json.loads(done.stdout)
    assert (page["kind"], page["events"], page["incomplete"]) == ("key", 2, [])
    assert page["behind"]["origin"]["arn"] == ALICE["arn"]
    assert page["coverage"]["eventsRead"] == 4
    (denied,) = page["lists"]["denials"]["entries"]
    assert denied == {
        "permission": "s3:DeleteBucket",
        "why": "explicit deny in a service control policy",
        "policy": None,
        "event": "DeleteBucket",
        "events": 1,
        "first": "2025-11-22T12:03:00Z",
        "last": "2025-11-22T12:03:00Z",
    }


def test_texts_of_records_are_escaped_in_markdown(told: tuple[str, Identity]) -> None:
    folder, session = told
    done = run(session["accessKeyId"], "--path", folder, "--format", "markdown")
    assert done.returncode == 0
    assert r"alice\|\`\<b\>␛\[31m" in done.stdout
    rows = [line for line in done.stdout.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)


def test_a_resources_story(told: tuple[str, Identity]) -> None:
    done = run("arn:aws:s3:::logs", "--path", told[0], "--format", "json")
    page = json.loads(done.stdout)
    (change,) = page["lists"]["story"]["entries"]
    assert (change["what"], change["event"]) == ("changed", "PutBucketPolicy")
    assert page["behind"] is None


def test_an_event_means_its_caller_and_a_name_whatever_has_events(
    told: tuple[str, Identity], tmp_path: Path
) -> None:
    folder, session = told
    records = records_below(tmp_path)
    (record,) = [one for one in records if one["eventName"] == "PutBucketPolicy"]
    page = json.loads(run(record["eventID"], "--path", folder, "--format", "json").stdout)
    assert (page["kind"], page["subject"]) == ("key", session["accessKeyId"])
    page = json.loads(run("Audit", "--path", folder, "--format", "json").stdout)
    assert (page["kind"], page["lookedFor"]) == ("role", ["user Audit"])
    assert page["events"] == 2


def test_the_lines_of_a_list_are_as_many_as_asked_for(told: tuple[str, Identity]) -> None:
    done = run("ip:203.0.113.0/24", "--path", told[0], "--top", "1")
    assert done.returncode == 0
    assert "and 2 more, of 2 events" in done.stdout


def test_what_is_unknown_says_where_it_was_looked_for(told: tuple[str, Identity]) -> None:
    done = run("nobody", "--path", told[0])
    assert done.returncode == 0
    looked = "no event of user nobody or role nobody or resource nobody in what was read"
    assert looked in done.stdout
    assert looked in done.stderr


def test_what_is_not_read_makes_it_incomplete(told: tuple[str, Identity], tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"Records": [{"eventID": "x", ')
    done = run("ip:203.0.113.7", "--path", told[0])
    assert done.returncode == 3
    assert "incomplete: Not read: " in done.stdout
    assert "broken.json" in done.stderr
    named = run("Audit", "--path", told[0], "--format", "json")
    page = json.loads(named.stdout)
    assert (named.returncode, page["kind"], page["events"]) == (3, "role", 2)


def test_who_is_behind_it_may_be_missing(told: tuple[str, Identity]) -> None:
    folder, session = told
    done = run(session["accessKeyId"], "--path", folder, "--since", "2025-11-22T12:02")
    assert done.returncode == 0  # files are read whole: the call that issued it is there
    assert "Made from 2 events" in done.stdout


@pytest.mark.parametrize("text", ["", "ip:home"])
def test_what_cannot_be_meant_is_a_usage_error(text: str) -> None:
    done = run(text, "--path", ".")
    assert done.returncode == 2
    assert "What is meant?" in done.stderr

"""`trailview who` as a program: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import command_line
from tests.sessions import ACCOUNTS, Identity, Story, user
from tests.trails import trail_file

ALICE = user("alice")


@pytest.fixture
def chained(tmp_path: Path) -> tuple[str, Identity]:
    """A folder in which alice goes from one account to another, and who she is then."""
    story = Story()
    first = story.assume(ALICE, "Audit", "alice", sourceIdentity="alice\x1b[31m")
    second = story.assume(first, "Read", "alice-x", account=ACCOUNTS[1])
    story.call(second, "PutObject", readOnly=False)
    trail_file(tmp_path, story.records, "20251122T1205Z")
    return str(tmp_path), second


def run(*words: str) -> command_line.Ran:
    return command_line.run("who", *words)


def test_a_chain_as_json(chained: tuple[str, Identity]) -> None:
    folder, session = chained
    done = run(session["accessKeyId"], "--path", folder, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["subject"] == session["accessKeyId"]
    assert [hop["issuingEventName"] for hop in told["hops"]] == ["AssumeRole", "AssumeRole"]
    assert (
        told["hops"][0]
        | {
            "accessKeyId": session["accessKeyId"],
            "issuedAt": "2025-11-22T12:02:00Z",
            "roleArn": f"arn:aws:iam::{ACCOUNTS[1]}:role/Read",
            "roleSessionName": "alice-x",
            "confidence": "issued key seen",
        }
        == told["hops"][0]
    )
    assert (
        told["origin"]
        | {
            "type": "IAMUser",
            "arn": ALICE["arn"],
            "accessKeyId": ALICE["accessKeyId"],
            "subject": None,
        }
        == told["origin"]
    )
    assert (told["missing"], told["calls"]) == ([], {"files": 0})


def test_a_chain_as_a_tree_is_safe_for_a_terminal(chained: tuple[str, Identity]) -> None:
    folder, session = chained
    done = run(session["arn"], "--path", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("└─") == 3
    assert ALICE["arn"] in done.stdout.splitlines()[-1]
    assert "\x1b" not in done.stdout
    assert "alice␛" in done.stdout


def test_what_is_missing_is_said_and_the_exit_code_tells(chained: tuple[str, Identity]) -> None:
    folder, _ = chained
    done = run("ASIANOBODY0000000000", "--path", folder)
    assert done.returncode == 3
    assert "trailview: missing: what issued ASIANOBODY0000000000" in done.stderr
    markdown = run("ASIANOBODY0000000000", "--path", folder, "--format", "markdown")
    assert (markdown.returncode, markdown.stderr) == (3, "")
    assert "- missing: what issued ASIANOBODY0000000000" in markdown.stdout
    written = run("ASIANOBODY0000000000", "--path", folder, "--format", "json")
    told = json.loads(written.stdout)
    assert (written.returncode, told["origin"], len(told["missing"])) == (3, None, 1)


def test_what_leads_back_to_somebody(chained: tuple[str, Identity]) -> None:
    folder, _ = chained
    done = run(ALICE["arn"], "--forward", "--path", folder, "--format", "json")
    assert done.returncode == 0
    tree = json.loads(done.stdout)["tree"]
    assert (tree["own"]["events"], tree["total"]["events"], tree["total"]["writes"]) == (1, 3, 1)
    assert tree["sessions"][0]["sessions"][0]["roleSessionName"] == "alice-x"
    lines = run(ALICE["arn"], "--forward", "--path", folder).stdout.splitlines()
    assert [line.index(line.lstrip()) for line in lines] == [0, 0, 3]
    nobody = run("nobody@example.com", "--forward", "--path", folder)
    assert (nobody.returncode, nobody.stdout) == (0, "nobody@example.com: 0 events\n")


@pytest.mark.parametrize(
    "words", [["alice"], ["7b5a4e0c-1111-4222-8333-444455556666", "--forward"]]
)
def test_what_is_no_subject_is_refused(chained: tuple[str, Identity], words: list[str]) -> None:
    done = run(*words, "--path", chained[0])
    assert done.returncode == 2
    assert "access key ID" in done.stderr


def test_a_broken_file_is_told(chained: tuple[str, Identity], tmp_path: Path) -> None:
    folder, session = chained
    (tmp_path / "broken.json").write_text('{"Records":[{"eventVersion":"1.08", garbage')
    done = run(session["accessKeyId"], "--path", folder)
    assert done.returncode == 3
    assert "broken.json" in done.stderr
    assert ALICE["arn"] in done.stdout

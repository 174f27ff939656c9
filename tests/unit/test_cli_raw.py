"""`trailview query --raw` as a program, against the doubles of CloudWatch Logs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import running_double
from tests.make import record

WINDOW = ("--since", "2025-11-22T12:00:00Z", "--until", "2025-11-22T12:01:00Z")
RECORDS = [record(n, eventName=f"Describe{n % 2}") for n in range(10)]


@pytest.fixture(scope="module")
def surroundings() -> Iterator[Mapping[str, str]]:
    with running_double(Corpus(RECORDS)) as running:
        yield {**os.environ, **running.environment()}


def run(surroundings: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trailview", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ('{ $.userIdentity.userName = "alice" }', 10),
        ('{ ($.eventName = "Describe1") && ($.userIdentity.userName = "alice") }', 5),
    ],
)
def test_patterns_run_as_they_are(
    surroundings: Mapping[str, str], pattern: str, count: int
) -> None:
    words = ("query", "--raw", pattern, "--backend", "logs", *WINDOW, "--format", "ndjson")
    done = run(surroundings, *words)
    assert (done.stderr, done.returncode) == ("", 0)
    assert len(done.stdout.splitlines()) == count
    assert all("userIdentity" in json.loads(line) for line in done.stdout.splitlines())


def test_rows_without_a_record_are_a_table(surroundings: Mapping[str, str]) -> None:
    text = "stats count(*) as n by eventName | sort eventName"
    words = ("query", "--raw", text, "--backend", "insights", *WINDOW, "--format", "csv")
    done = run(surroundings, *words)
    assert (done.stdout, done.stderr, done.returncode) == (
        "eventName,n\nDescribe0,5\nDescribe1,5\n",
        "",
        0,
    )
    assert run(surroundings, *words, "--columns", "n").stdout == "n\n5\n5\n"
    wrong = run(surroundings, *words, "--columns", "event")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "There are: eventName, n" in wrong.stderr


def test_a_wrong_query_is_pointed_at(surroundings: Mapping[str, str]) -> None:
    words = ("query", "--raw", "fields @message\n| nonsense", "--backend", "insights", *WINDOW)
    done = run(surroundings, *words)
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr.splitlines()[1:4] == ["fields @message", "| nonsense", "  ^"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--raw", "{ $.x = “y” }", "--backend", "logs"], '{ $.x = "y" }\n'),
        (["--raw", "{ $.x = 1 }", "--path", "."], "These have: logs, insights"),
        (["--raw", "{ $.x = 1 }"], "history has no language of its own"),
        (["user:alice", "--raw", "{ $.x = 1 }", "--backend", "logs"], "in place of a question"),
        (["--raw", "", "--backend", "logs"], "in place of a question"),
    ],
)
def test_what_cannot_be_run_is_refused_without_asking(words: list[str], said: str) -> None:
    done = run(os.environ, "query", *words)
    assert (done.stdout, done.returncode) == ("", 2)
    assert said in done.stderr


def test_explain_shows_a_raw_plan() -> None:
    done = run(os.environ, "explain", "--raw", "stats count(*)\n| limit 1", "--backend", "insights")
    assert "--query-string 'stats count(*)\n| limit 1'" in done.stdout
    assert done.returncode == 0

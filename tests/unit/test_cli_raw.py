"""`trailview query --raw` as a program, against the doubles of the services."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from tests import command_line
from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import running_double
from tests.aws_double.s3 import results_bucket
from tests.make import record
from trailview.settings.memory import Memory
from trailview.settings.saved import Own

WINDOW = ("--since", "2025-11-22T12:00:00Z", "--until", "2025-11-22T12:01:00Z")
IN_ROLE = {
    "type": "AssumedRole",
    "principalId": "AROAEXAMPLE:session",
    "accountId": "111122223333",
    "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "sessionContext": {
        "sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::123456789012:role/role-name"}
    },
}
ALICE = {"type": "IAMUser", "userName": "Alice", "accountId": "111122223333"}
RECORDS = [
    record(n, eventName=f"Describe{n % 2}", userIdentity=IN_ROLE if n < 4 else ALICE)
    for n in range(10)
]
BY_ALICE = record(
    10, eventName="DescribeInstances", userIdentity=ALICE, requestParameters={"userName": "Alice"}
)
OUTPUT = ("--athena-output", f"s3://{results_bucket('111122223333', 'eu-central-1')}/out/")


@pytest.fixture(scope="module")
def aws() -> Iterator[Mapping[str, str]]:
    corpus = Corpus([*RECORDS, BY_ALICE])
    # Its quotas have to fill again, as many programs ask the one double.
    with running_double(corpus, clock=Clock(corpus.latest)) as running:
        yield running.environment()


def run(aws: Mapping[str, str], *words: str) -> command_line.Ran:
    done = command_line.run(*words, environment=aws)
    return done._replace(stdout=done.stdout.replace("\r\n", "\n"))  # CSV's lines


@pytest.mark.parametrize(
    ("backend", "text", "count"),
    [
        ("logs", '{ $.userIdentity.userName = "Alice" }', 7),
        (
            "logs",
            '{ ($.eventName = "DescribeInstances") && ($.requestParameters.userName = "Alice") }',
            1,
        ),
        (
            "athena",
            "SELECT * FROM cloudtrail_logs WHERE useridentity.type = 'IAMUser' "
            "AND useridentity.username LIKE 'Alice';",
            7,
        ),
        (
            "athena",
            "SELECT * FROM cloudtrail_logs "
            "WHERE useridentity.sessionContext.sessionissuer.arn LIKE '%role-name%' "
            "AND useridentity.sessionContext.sessionissuer.type = 'Role';",
            4,
        ),
        (
            "athena",
            "SELECT * FROM cloudtrail_logs "
            "WHERE useridentity.sessionContext.sessionissuer.arn = "
            "'arn:aws:iam::123456789012:role/role-name' "
            "AND useridentity.sessionContext.sessionissuer.type = 'Role';",
            4,
        ),
    ],
)
def test_examples_run_as_they_are(
    aws: Mapping[str, str], backend: str, text: str, count: int
) -> None:
    """Those of the guides that people paste from; records come of them."""
    where = OUTPUT if backend == "athena" else WINDOW
    words = ("query", "--raw", text, "--backend", backend, *where, "--format", "ndjson")
    done = run(aws, *words)
    note = "trailview: Rebuilt by Athena from the columns of the result.\n"
    assert (done.stderr, done.returncode) == (note if backend == "athena" else "", 0)
    assert len(done.stdout.splitlines()) == count
    assert all("userIdentity" in json.loads(line) for line in done.stdout.splitlines())


def test_an_example_with_columns_of_its_own_is_a_table(aws: Mapping[str, str]) -> None:
    sql = (
        "SELECT eventTime, eventName, userIdentity.principalId, eventSource FROM cloudtrail_logs "
        "WHERE useridentity.accesskeyid LIKE 'AKIAIOSFODNN7EXAMPLE'"
    )
    done = run(aws, "query", "--raw", sql, "--backend", "athena", *OUTPUT)
    header, *lines = done.stdout.splitlines()
    assert header.split() == ["eventtime", "eventname", "principalid", "eventsource"]
    assert len(lines) == 4
    assert done.returncode == 0


def test_a_time_range_for_sql_is_said_not_to_count(aws: Mapping[str, str]) -> None:
    words = ("query", "--raw", "SELECT 1 AS n", "--backend", "athena", *OUTPUT, "--since", "1h")
    done = run(aws, *words)
    assert done.stdout == "n\n1\n"
    assert "the time range is not applied" in done.stderr


def test_rows_without_a_record_are_a_table(aws: Mapping[str, str]) -> None:
    text = "stats count(*) as n by eventName | sort eventName"
    words = ("query", "--raw", text, "--backend", "insights", *WINDOW, "--format", "csv")
    done = run(aws, *words)
    assert (done.stdout, done.stderr, done.returncode) == (
        "eventName,n\nDescribe0,5\nDescribe1,5\nDescribeInstances,1\n",
        "",
        0,
    )
    assert run(aws, *words, "--columns", "n").stdout == "n\n5\n5\n1\n"
    Memory().saved.save(Own("counts", text, backend="insights"))
    named = ("query", "--saved", "counts", *WINDOW, "--format", "csv")
    assert run(aws, *named).stdout == done.stdout
    wrong = run(aws, *words, "--columns", "event")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "There are: eventName, n" in wrong.stderr


@pytest.mark.parametrize("text", ["stats count(*) as n by eventName", "fields nope | limit 3"])
def test_a_limit_is_one_of_rows_too(aws: Mapping[str, str], text: str) -> None:
    words = ("query", "--raw", text, "--backend", "insights", *WINDOW, "--format", "ndjson")
    done = run(aws, *words, "--limit", "2")
    assert (len(done.stdout.splitlines()), done.stderr, done.returncode) == (2, "", 0)


def test_a_wrong_query_is_pointed_at(aws: Mapping[str, str]) -> None:
    words = ("query", "--raw", "fields @message\n| nonsense", "--backend", "insights", *WINDOW)
    done = run(aws, *words)
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
        (["--raw", "DROP TABLE t", "--backend", "athena"], "DROP TABLE t\n^\n"),
    ],
)
def test_what_cannot_be_run_is_refused_without_asking(words: list[str], said: str) -> None:
    done = run({}, "query", *words)
    assert (done.stdout, done.returncode) == ("", 2)
    assert said in done.stderr


def test_explain_shows_a_raw_plan() -> None:
    done = run({}, "explain", "--raw", "stats count(*)\n| limit 1", "--backend", "insights")
    assert "--query-string 'stats count(*)\n| limit 1'" in done.stdout
    assert done.returncode == 0

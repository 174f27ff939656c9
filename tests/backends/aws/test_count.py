"""`trailview count` over services: counted there where it comes to the same, else as it is read."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.backends.aws.athena_site import OUTPUT
from tests.backends.aws.site import OpenSite
from tests.make import record
from trailview.cli import exit_codes, main

RECORDS = [
    record(
        n,
        eventName=f"Describe{n % 3}",
        errorCode="AccessDenied" if n % 4 else None,
        userIdentity={"type": "IAMUser", "userName": f"user{n % 5}"},
    )
    for n in range(60)
]
SPAN = ("--since", "2025-11-22T12:00", "--until", "2025-11-22T13:00", "--format", "json")
ATHENA = ("--backend", "athena", "--athena-output", OUTPUT, *SPAN)


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailview.aws.athena.query._POLL", 0.001)


def found(out: str, *by: str) -> Counter[tuple[str, ...]]:
    return Counter({tuple(row[name] for name in by): row["events"] for row in json.loads(out)})


def counted(*names: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(one.get(name) or "" for name in names) for one in RECORDS)


def test_athena_groups(open_site: OpenSite, capfd: pytest.CaptureFixture[str]) -> None:
    site = open_site([*RECORDS, *RECORDS[:7]])
    ask = ("count", "service:iam,ec2,s3", "--by", "event,error")
    assert main.run([*ask, *ATHENA]) == exit_codes.COMPLETE
    out, err = capfd.readouterr()
    assert found(out, "event", "error") == counted("eventName", "errorCode")
    (query,) = site.asked("StartQueryExecution")
    assert "GROUP BY 1, 2" in query["QueryString"]
    assert "$5 per TB" in err
    assert "scanned, $" in err


@pytest.mark.parametrize(
    ("question", "by"),
    [("user0", "event"), ("by:person", "event"), ("", "actor"), ("", "by"), ("", "event,resource")],
)
def test_what_athena_cannot_say_exactly_is_read(
    open_site: OpenSite, capfd: pytest.CaptureFixture[str], question: str, by: str
) -> None:
    site = open_site(RECORDS)
    assert main.run(["count", question, "--by", by, *ATHENA]) == exit_codes.COMPLETE
    out, _ = capfd.readouterr()
    assert sum(found(out, *by.split(",")).values()) == (12 if question == "user0" else 60)
    (query,) = site.asked("StartQueryExecution")
    assert "GROUP BY" not in query["QueryString"]


def test_a_full_scan_is_refused_here_too(
    open_site: OpenSite, capfd: pytest.CaptureFixture[str]
) -> None:
    site = open_site(RECORDS)
    ask = ("count", "--by", "event", *ATHENA, "--athena-table", "default.cloudtrail_console")
    assert main.run([*ask]) == exit_codes.USAGE
    assert "--allow-full-scan" in capfd.readouterr().err
    assert site.asked("StartQueryExecution") == []


@pytest.mark.parametrize("backend", ["logs", "insights"])
def test_others_are_read(
    open_site: OpenSite, capfd: pytest.CaptureFixture[str], backend: str
) -> None:
    group = open_site([*RECORDS, *RECORDS[:7]]).running.world.trails.all[0].log_group
    where = ("--backend", backend, "--log-group", group, *SPAN)
    main.run(["count", "--by", "event,user", *where])
    out, err = capfd.readouterr()
    assert ("scanned, $" in err) is (backend == "insights")
    told = Counter((one["eventName"], one["userIdentity"]["userName"]) for one in RECORDS)
    assert found(out, "event", "user") == told

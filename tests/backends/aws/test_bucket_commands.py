"""The command line asks buckets: named by path, by option, by settings, or as a trail says."""

from __future__ import annotations

import json

import pytest

from tests.backends.aws.buckets import BUCKET, objects_of
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import ACCOUNT, OpenSite, Site
from tests.backends.aws.test_bucket_lists import fill, hourly
from tests.make import record
from trailview.cli import exit_codes, main
from trailview.compose.settings import remember

_ALL = ["--since", "2025-12-01"]


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    opened = open_site([record(recipientAccountId=ACCOUNT)], organization=True)
    in_the_doubles_time(opened, monkeypatch)
    objects_of(opened).add(BUCKET, {})
    fill(opened, hourly(2))
    return opened


def run(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main.run(words)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_query_and_count_read_a_path(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    path = ["--path", f"s3://{BUCKET}/"]
    code, out, err = run(["query", "user:alice", *path, *_ALL, "--format", "ndjson"], capsys)
    assert code == exit_codes.COMPLETE, err
    assert len([json.loads(line) for line in out.splitlines()]) == 48
    lists, gets = len(site.asked("ListObjectsV2")), len(site.asked("GetObject"))
    assert gets == 48
    assert f"S3: {lists} lists and {gets} gets, about ${lists * 5e-6 + gets * 4e-7:.6f}" in err
    code, out, err = run(["count", "--by", "event", *path, *_ALL], capsys)
    assert code == exit_codes.COMPLETE, err
    assert "48" in out


def test_why_nothing_matches_is_told_as_of_a_service(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    del site
    words = ["query", "user:nobody", "--path", f"s3://{BUCKET}/", "--since", "2026-01-02"]
    code, _, err = run(words, capsys)
    assert code == exit_codes.COMPLETE
    assert "user:nobody occurs in none of these" in err
    assert "--explain-empty" not in err


def test_a_discovered_trail_of_an_organization(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(
        ["query", "--backend", "bucket", "--since", "3000d", "--format", "ndjson"], capsys
    )
    assert code == exit_codes.COMPLETE, err
    assert len(out.splitlines()) == 1
    assert "where the trail main delivers" in err
    prefixes = [call["prefix"] for call in site.asked("ListObjectsV2")]
    assert prefixes[:2] == ["AWSLogs/", "AWSLogs/o-double/"]


def test_settings_name_a_bucket(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    memory = remember()
    memory.begin()
    text = f'[defaults]\nbackend = "bucket"\n[profiles.a]\nbucket_path = "s3://{BUCKET}/"\n'
    memory.path.write_text(text)
    code, out, _ = run(["explain", "region:us-east-1", "--profile", "a", *_ALL], capsys)
    assert code == exit_codes.COMPLETE
    assert "backend      bucket" in out
    assert f"--path s3://{BUCKET}/" in out
    assert "pushed       region:us-east-1" in out
    assert "$0.005 per 1,000 lists" in out
    assert not site.running.double.requests, "a plan asks nobody"


def test_what_is_no_bucket_is_refused(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    del site
    code, _, err = run(["query", "--path", "s3://", *_ALL], capsys)
    assert code == exit_codes.USAGE
    assert "s3://BUCKET/PREFIX" in err
    code, _, err = run(["query", "--path", f"s3://{BUCKET}", "--path", "logs", *_ALL], capsys)
    assert code == exit_codes.USAGE
    assert "two questions" in err


def test_who_and_about_ask_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    del site
    asked = ["--path", f"s3://{BUCKET}/", *_ALL]
    code, out, err = run(["about", "alice", *asked], capsys)
    assert code in (exit_codes.COMPLETE, exit_codes.INCOMPLETE), err
    assert "alice" in out
    code, out, err = run(["who", "AKIAIOSFODNN7EXAMPLE", *asked], capsys)
    assert code in (exit_codes.COMPLETE, exit_codes.INCOMPLETE), err

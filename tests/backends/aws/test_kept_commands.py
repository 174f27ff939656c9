"""What is kept, from the command line: against a double of AWS."""

from __future__ import annotations

import io
import os
import sys
import threading
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.aws_double.faults import Fault
from tests.backends.aws.kept import Count, store, write_profiles
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import ACCOUNT, OpenSite, Site
from tests.make import START, record
from trailview.cli import exit_codes, main
from trailview.compose import kept
from trailview.events.times import iso

RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(120)]
SPAN = ("--since", iso(START), "--until", iso(START + 120))
QUERY = ("query", "event:Describe1", *SPAN, "--profile", "first", "--format", "ndjson")


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = open_site(RECORDS)
    made.clock.advance(3_600)
    write_profiles(first=ACCOUNT)
    in_the_doubles_time(made, monkeypatch)
    monkeypatch.setattr("trailview.cli.asked.time", SimpleNamespace(time=made.clock.now))
    return made


def run(*words: str) -> int:
    """A command, as a new program runs it."""
    kept._store_in.cache_clear()
    try:
        return main.run(words)
    finally:
        kept.disk_store().close()


def test_the_second_query_makes_no_call_and_says_why(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    count = Count(site)
    assert run(*QUERY) == exit_codes.COMPLETE
    first = capsys.readouterr()
    count.forget()
    assert run(*QUERY) == exit_codes.COMPLETE
    second = capsys.readouterr()
    assert (second.out, count.calls) == (first.out, [])
    assert len(first.out.splitlines()) == 40
    assert "kept on this machine for account 111122223333" in second.err
    assert "kept on this machine" not in first.err
    assert run(*QUERY, "--no-cache") == exit_codes.COMPLETE
    assert "LookupEvents" in count.calls


def test_cache_tells_checks_and_forgets(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("cache", "info") == exit_codes.COMPLETE
    assert "kept" not in [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    run(*QUERY)
    capsys.readouterr()
    assert run("cache", "info") == exit_codes.COMPLETE
    told = capsys.readouterr().out
    assert f"{ACCOUNT} history eu-central-1: 40 events" in told
    assert "2025-11-22 12:00 to 2025-11-22 12:02 UTC in 1 span" in told
    assert run("cache", "verify") == exit_codes.COMPLETE
    assert capsys.readouterr().out == "All is as it was written: 40 events.\n"
    assert run("cache", "clear") == exit_codes.COMPLETE
    assert capsys.readouterr().out.startswith("Deleted: ")
    assert not store().database.is_there


def test_verify_finds_what_is_damaged(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    run(*QUERY)
    with closing(store()) as found, found.database.writing() as opened:
        opened.execute("UPDATE block SET packed = zeroblob(9)")
    capsys.readouterr()
    assert run("cache", "verify") == exit_codes.FAILED
    assert "block 1: ZstdError" in capsys.readouterr().out
    path = store().database.path
    store().close()
    path.write_bytes(b"no database" * 99)
    assert run("cache", "verify") == exit_codes.FAILED
    assert "was put aside" in capsys.readouterr().err
    assert run("cache", "verify") == exit_codes.COMPLETE


def test_explain_says_what_is_ahead_and_asks_nobody(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*QUERY)
    count = Count(site)
    count.forget()
    capsys.readouterr()
    asked = ("explain", "event:Describe1", *SPAN, "--profile", "first")
    assert run(*asked) == exit_codes.COMPLETE
    assert "ahead        All of it is here already: nothing is asked.\n" in capsys.readouterr().out
    wide = ("explain", "", "--profile", "first", "--since", iso(START - 30 * 86_400))
    run(*wide, "--until", iso(START), "--region", "eu-central-1,us-east-1")
    out = capsys.readouterr().out
    assert "ahead        About 24,000 calls in 2 places, some 1.7 hours at 2 a second each" in out
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    run(*asked)
    assert "ahead " not in capsys.readouterr().out, "it is not known of which Region"
    with Path(os.environ["HOME"], ".aws", "config").open("a") as config:
        config.write("region = eu-central-1\n")
    run(*asked)
    assert "ahead " in capsys.readouterr().out
    run(*asked, "--no-cache")
    assert "0 % is here already" in capsys.readouterr().out
    assert count.calls == []


class _Heard(io.StringIO):
    """A standard error that knows when something was said.

    Capturing forgets what is written while it is asked for what there is.
    """

    def __init__(self, awaited: str) -> None:
        super().__init__()
        self.is_said = threading.Event()
        self._awaited = awaited

    def write(self, text: str) -> int:
        written = super().write(text)
        if self._awaited in self.getvalue():
            self.is_said.set()
        return written


def test_a_long_question_says_so_before_it_has_ended(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = _Heard("About 12,000 calls, some 1.7 hours at 2 a second each")
    monkeypatch.setattr(sys, "stderr", heard)
    site.fail(Fault.STALLED, "LookupEvents", 1)
    since = iso(START - 30 * 86_400)
    asking = threading.Thread(
        target=run,
        args=("query", "", "--profile", "first", "--since", since, "--until", iso(START)),
    )
    asking.start()
    assert site.running.faults.stalled.wait(30)
    assert heard.is_said.wait(30)
    site.running.faults.release()
    asking.join()

"""Event history on a double of AWS: how well its quota is used, and the calls that chains take."""

from __future__ import annotations

import json
import os
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bench import checks
from bench.corpus import records
from bench.pty import own_places
from bench.runs import TRAILVIEW, event_ids, run
from bench.table import Result, Row, alone, median
from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import Running, running_double
from tests.sessions import Story, user
from trailview.events.times import iso

_LOOKUP: Final = "LookupEvents"
_RATE: Final = 2.0
"""Calls a second that event history answers."""
_PAGE: Final = 50
_LOOK_EVERY: Final = 0.005
_HOUR: Final = 3600
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SPAN: Final = 20 * 86_400
_MOST_A_HOP: Final = 4
_MOST_KEPT: Final = 0.04
"""Seconds beyond the program's start that a question over what is kept may take."""
_LEAST_AGAIN: Final = 5
"""Programs that are so short are started so often, whatever is asked for."""
_USAGE: Final = 2
"""The exit code of a question that is not understood."""
_REGIONS: Final = ("us-east-1", "eu-west-1", "eu-west-1")


@contextmanager
def _double(corpus: Corpus, home: str, account: str) -> Iterator[tuple[Running, dict[str, str]]]:
    """A double in real time, and the environment of a client with a home of its own."""
    with running_double(corpus, clock=Clock(corpus.latest + 1)) as running:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "TRAILVIEW_"))}
        own = {**own_places(home), "HOME": home}
        yield running, {**kept, **own, **running.environment(account)}


def _window(corpus: Corpus) -> list[str]:
    until = int(corpus.latest) + 1
    return ["--backend", "history", "--since", iso(until - _SPAN), "--until", iso(until)]


def measure(trail: Path, pages: int, repeats: int) -> Iterator[Row]:
    """Reading event history page by page, the same again from what is kept, and chains."""
    yield from _pacing_and_kept(_recent(_one_place(trail, pages * _PAGE)), repeats)
    yield from _chains()


def _one_place(trail: Path, most: int) -> list[Mapping[str, Any]]:
    """Management events of the account and Region that has most: one series of pages holds them."""
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for raw in records(trail):
        record = json.loads(raw)
        if record["eventCategory"] == "Management":
            place = (record["recipientAccountId"], record["awsRegion"])
            here = found.setdefault(place, {})
            here[record["eventID"]] = record
            if len(here) == most:
                break
    best = max(found.values(), key=len, default={})
    return list(checks.some("management events", list(best.values())))


def _pacing_and_kept(made: list[Mapping[str, Any]], repeats: int) -> Iterator[Row]:
    account, region = made[0]["recipientAccountId"], made[0]["awsRegion"]
    corpus, meant = Corpus(made), {record["eventID"] for record in made}
    with tempfile.TemporaryDirectory() as home, _double(corpus, home, account) as double:
        running, environment = double
        command = [*TRAILVIEW, "query", "", *_window(corpus), "--region", region]
        command += ["--format", "ndjson"]
        with _arrivals(running) as times:
            first = run(command, environment)
        checks.same("event history", event_ids(first.out), meant)
        calls = _calls(running)
        checks.at_least("calls in turn", calls, max(2, len(made) // _PAGE))
        user, theirs = _busiest(made)
        about = [*TRAILVIEW, "query", f"user:{user}", *command[len(TRAILVIEW) + 2 :]]
        refused_one = [*TRAILVIEW, "query", f"usr:{user}", *command[len(TRAILVIEW) + 2 :]]
        starts: list[float] = []
        refusals: list[float] = []
        again: list[float] = []
        some: list[float] = []
        for _ in range(max(repeats, _LEAST_AGAIN)):
            starts.append(run([*TRAILVIEW, "query", "--help"], environment).seconds)
            refusals.append(run(refused_one, environment, ends=_USAGE).seconds)
            kept = run(command, environment)
            checks.same("the same question from what is kept", event_ids(kept.out), meant)
            again.append(kept.seconds)
            kept = run(about, environment)
            checks.at_least(f"events of {user}", len(event_ids(kept.out)), theirs)
            some.append(kept.seconds)
        calls_again = _calls(running) - calls
        refused = Counter(one.operation for one in running.double.refusals)[_LOOKUP]
    start = median(starts)
    share = (calls - 1) / (times[-1] - times[0]) / _RATE * 100
    name = f"event history, {len(meant):,} events in {calls} calls"
    yield Result(f"{name}: of 2 requests a second", share, "%", least=98)
    yield Result(f"{name}: refused", refused, "calls", most=0)
    name = f"the same question in a new process, {len(meant):,} events kept on disk"
    yield Result(f"{name}: calls", calls_again, "calls", most=0)
    yield _beyond(f"{name}: beyond the start", again, start)
    yield _beyond(f"{name}, those of one user: beyond the start", some, start)
    yield alone("a question with a field there is not", "ms", [1e3 * took for took in refusals])


def _beyond(name: str, took: Sequence[float], start: float) -> Row:
    """How much longer than the start (`query --help`, which loads what every command does)."""
    return alone(name, "ms", [1e3 * (each - start) for each in took], most=_MOST_KEPT * 1e3)


def _busiest(made: Sequence[Mapping[str, Any]]) -> tuple[str, int]:
    """The user with most of the events, and how many those are at least."""
    names = Counter(record["userIdentity"].get("userName") for record in made)
    del names[None]
    return names.most_common(1)[0]


@contextmanager
def _arrivals(running: Running) -> Iterator[list[float]]:
    """When calls arrive, as far as looking for them often tells."""
    times: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_EVERY):
            times.extend([time.perf_counter()] * (_calls(running) - len(times)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield times
    finally:
        over.set()
        watcher.join()


def _calls(running: Running) -> int:
    return sum(logged.operation == _LOOKUP for logged in running.double.requests)


def _recent(made: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The same, with all times moved so that the last event was an hour ago: for event history,
    only what is younger than 90 days exists."""
    last = max(_moment(record["eventTime"]) for record in made)
    ahead = int(time.time()) - _HOUR - last

    def moved(found: re.Match[str]) -> str:
        return iso(_moment(found.group()) + ahead)

    moved_text = _TIME.sub(moved, json.dumps(made))
    recent: list[Mapping[str, Any]] = json.loads(moved_text)
    return recent


def _moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def _chains() -> Iterator[Row]:
    """Chains of one to three hops over two Regions, each asked by its key in a new process."""
    story, who, keys = Story(), user("alice"), list[str]()
    for number, region in enumerate(_REGIONS):
        who = story.assume(who, f"Role{number}", f"alice-{number}", region=region)
        story.call(who, awsRegion=region)
        keys.append(who["accessKeyId"])
    corpus = Corpus(_recent(list(story.records)))
    took: list[float] = []
    for number, key in enumerate(keys, 1):
        # A double and a home for each: what was kept of one chain would answer the next.
        with (
            tempfile.TemporaryDirectory() as home,
            _double(corpus, home, corpus.accounts[0]) as (running, environment),
        ):
            command = [*TRAILVIEW, "who", key, *_window(corpus), "--region", "all", "--yes"]
            told = json.loads(run([*command, "--format", "json"], environment).out)
            checks.counted(f"hops of {key}", len(told["hops"]), number)
            took += [_calls(running) / number] * number
    checks.some("calls of chains", took)
    name = f"who is behind a key, {len(took)} hops, event history"
    yield Result(f"{name}: calls a hop, median", median(took), "calls", most=_MOST_A_HOP)

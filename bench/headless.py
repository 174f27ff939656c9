"""Questions answered on standard output by a new process, in turn with other tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import checks
from bench.facts import MEMBER, TEXT, USER, Facts, facts
from bench.peers import PEERS, Peer, version
from bench.reading import decompression, decompression_and_check
from bench.runs import TRAILVIEW, Run, event_ids, query, run
from bench.table import Result, Row, Skipped, alone, compared, median
from trailview.events.times import iso

_MOST_MEMORY: Final = 120
_SLACK: Final = 1.2
"""What a window may take beyond its share of the files."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is compared."""

    id: str
    text: str
    most_ratio: float
    """The target: so many times decompression alone."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A trail that is asked."""

    folder: Path
    lines: Path
    """The same as one file with a record a line."""
    facts: Facts


QUESTIONS: Final = (
    Asked(USER, "user:alice", 2.5),
    Asked(TEXT, "alice", 3),
    Asked(MEMBER, "$.requestParameters.userName:*", 3),
)


def measure(trail: Path, lines: Path, repeats: int) -> Iterator[Row]:
    """Each question asked of trailview, of decompression alone and of every tool in turn."""
    sample = Sample(trail, lines, facts(trail))
    for asked in QUESTIONS:
        yield from _question(asked, sample, repeats)
    for peer in PEERS:
        if version(peer) is None:
            yield Skipped(peer.name, "not installed")


def _question(asked: Asked, sample: Sample, repeats: int) -> Iterator[Row]:
    peers = [peer for peer in PEERS if asked.id in peer.spelt and version(peer) is not None]
    meant = sample.facts.hits[asked.id]
    ours: list[Run] = []
    limits: list[float] = []
    checked: list[float] = []
    theirs: dict[str, list[float]] = defaultdict(list)
    for _ in range(repeats):
        ours.append(run(query(asked.text, sample.folder)))
        checks.same(f"trailview query {asked.text}", event_ids(ours[-1].out), meant)
        limits.append(decompression(sample.folder))
        checked.append(decompression_and_check(sample.folder))
        for peer in peers:
            theirs[peer.name].append(_peer(peer, asked, sample))
    times = [each.seconds for each in ours]
    name = f"{asked.text} in {sample.facts.events:,}, {len(meant):,} hits"
    yield compared(name, "s", times, limits, "decompression alone", most_ratio=asked.most_ratio)
    yield compared(name, "s", times, checked, "decompression, and JSON seen whole")
    yield alone(f"{name}: memory", "MB", [each.peak / 1e6 for each in ours], most=_MOST_MEMORY)
    for peer in peers:
        most = 1.0 if peer.is_to_be_beaten else None
        yield compared(name, "s", times, theirs[peer.name], peer.name, most_ratio=most)


def _peer(peer: Peer, asked: Asked, sample: Sample) -> float:
    """Seconds that a tool takes, whose answer has been looked at."""
    done = run(peer.command(peer.spelt[asked.id], sample.folder, sample.lines))
    meant = sample.facts.hits[asked.id]
    what = f"{peer.name} for {asked.text}"
    if not peer.gives_events:
        checks.at_least(what, done.out.count(b"\n"), len(meant))
    elif peer.is_exact:
        checks.same(what, event_ids(done.out), meant)
    else:
        checks.covers(what, event_ids(done.out), meant)
    return done.seconds


def measure_window(trail: Path, repeats: int) -> Iterator[Row]:
    """One day, which the names of files tell, in turn with all days."""
    true = facts(trail)
    begin, end = true.middle_day
    meant = true.within(begin, end)
    days: list[float] = []
    wholes: list[float] = []
    starts: list[float] = []
    opened = true.files
    for _ in range(repeats):
        day = run(query("", trail, "--since", iso(begin), "--until", iso(end)))
        checks.same("trailview query of one day", event_ids(day.out), meant)
        opened = files_opened(day.error, true.files)
        whole = run(query("", trail))
        checks.same("trailview query of everything", event_ids(whole.out), set(true.times))
        starts.append(run([*TRAILVIEW, "query", "--help"]).seconds)
        days.append(day.seconds)
        wholes.append(whole.seconds)
    start, all_of_it, share = median(starts), median(wholes), opened / true.files
    most = _SLACK * (start + share * max(0.0, all_of_it - start)) / all_of_it
    name = f"one day of {true.events:,} events, {len(meant):,} hits"
    yield Result(f"{name}: files opened", opened, "", true.files, "all files")
    yield compared(f"{name}: time", "s", days, wholes, "all days", most_ratio=round(most, 2))


def files_opened(told: str, of: int) -> int:
    """How many files were opened, as trailview tells it: `26 of 91 files can hold the answer`."""
    before, found, _ = told.partition(f" of {of:,} files can hold the answer")
    return int(before.split()[-1].replace(",", "")) if found else of

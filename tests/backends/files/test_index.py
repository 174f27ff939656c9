"""A folder that was read is known when it is read again, as far as nothing in it has changed.

`TRAILVIEW_INDEX=300` in the environment tries so many changes, and so many kinds of damage.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.backends.files.trails import record
from tests.kept_rows import rows_of
from trailview.backends.base import Batch, Cancel, Problem
from trailview.backends.files.backend import FilesBackend
from trailview.backends.files.index import inspect, place, run
from trailview.backends.files.index_known import Index
from trailview.events.times import seconds
from trailview.plans.files import plan
from trailview.plans.plan import Scope
from trailview.question.query import Question, Window
from trailview.store.columns import Store

TRIES = int(os.environ.get("TRAILVIEW_INDEX", "5"))
PER_FILE = 20
HOURS = 8


def write(path: Path, numbers: Sequence[int]) -> None:
    """A file of some records, twenty of each hour."""
    records = [
        record(
            n,
            eventName=f"E{n % 7}",
            userAgent=f"agent {n % 50}",
            eventTime=f"2026-11-01T{n // PER_FILE % 24:02}:{n % 10:02}:00Z",
        )
        for n in numbers
    ]
    path.write_bytes(gzip.compress(json.dumps({"Records": records}).encode(), mtime=0))


def name(hour: int) -> str:
    return f"123456789012_CloudTrail_us-east-1_20261101T{hour:02}00Z_abc{hour}.json.gz"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs" / "2026"
    folder.mkdir(parents=True)
    for hour in range(HOURS):
        write(folder / name(hour), range(hour * PER_FILE, (hour + 1) * PER_FILE))
    (folder / "broken.json").write_text('{"Records":[{"eventName":"A"},{"eventNa')
    return tmp_path / "logs"


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(str(tmp_path / "cache" / "folders"), writes=True, least=0, quiet=0)


def read(
    paths: Path | Sequence[Path], index: Index | None, window: Window | None = None
) -> tuple[Store, Batch]:
    """All events of some files; what is told last has all notes and problems."""
    named = [str(path) for path in ([paths] if isinstance(paths, Path) else paths)]
    backend, store = FilesBackend(named, index=index), Store()
    last: Batch | None = None
    notes, problems = list[str](), list[Problem]()
    question = Question(window=window or Window())
    for batch in backend.read(plan(question, Scope(paths=tuple(named))), Cancel()):
        if batch.block is not None:
            store.append(batch.block)
        notes += batch.notes
        problems += batch.problems
        last = batch
    snapshot = store.snapshot()
    for part, at in [*zip(snapshot.parts.tolist(), snapshot.indexes.tolist(), strict=True)][:5]:
        assert backend.records(part, [at])
    backend.close()
    assert last is not None
    return store, replace(last, notes=tuple(notes), problems=tuple(problems))


def same(paths: Path | Sequence[Path], index: Index) -> Batch:
    """Read over the index: it has to be what is read without; what was told last."""
    store, told = read(paths, index)
    plainly, expected = read(paths, None)
    assert rows_of(store) == rows_of(plainly)
    assert {*told.problems} == {*expected.problems}
    assert (told.tally.files, told.tally.records) == (expected.tally.files, expected.tally.records)
    assert told.covered == expected.covered
    return told


def test_what_was_read_is_given_and_only_the_rest_is_read(logs: Path, index: Index) -> None:
    assert same(logs, index).tally.kept == 0
    told = same(logs, index)
    assert told.tally.kept == HOURS * PER_FILE, "the broken file is read again, and told again"
    assert len(told.problems) == 1
    write(logs / "2026" / name(9), range(900, 930))
    assert same(logs, index).tally.kept == HOURS * PER_FILE
    told = same(logs, index._replace(writes=False))
    assert told.tally.kept == HOURS * PER_FILE + 30
    assert same(logs / "2026", index).tally.kept == told.tally.kept, "below what was read"
    assert same([logs / "2026" / name(3)], index).tally.kept == PER_FILE


def test_a_window_is_given_what_it_wants(logs: Path, index: Index) -> None:
    read(logs, index)
    window = Window(seconds("2026-11-01T05:30:00Z"))
    given, told = read(logs, index, window)
    plainly, _ = read(logs, None, window)
    assert rows_of(given) == rows_of(plainly)
    assert told.tally.kept == 2 * PER_FILE
    assert told.tally.unopened == HOURS - 2


def test_without_writing_nothing_is_added(logs: Path, index: Index) -> None:
    read(logs, index._replace(writes=False))
    read(logs, index._replace(least=1 << 30))
    assert not Path(index.folder).exists()
    read(logs, index._replace(quiet=3_600))
    assert same(logs, index).tally.kept == 0, "files that have just changed can change unseen"


def _grown(path: Path) -> None:
    write(path, range(5_000, 5_030))


def _same_size_and_time(path: Path) -> None:
    before, data = path.stat(), bytearray(path.read_bytes())
    text = gzip.decompress(data).replace(b'"E', b'"F')
    made = gzip.compress(text, mtime=0)
    path.write_bytes(made.ljust(len(data), b"\0")[: max(len(data), len(made))])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _replaced(path: Path) -> None:
    other = path.with_name("other")
    write(other, range(6_000, 6_020))
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


def _swapped(path: Path) -> None:
    other = path.with_name(name(1))
    if other != path and other.exists():
        first, second = path.read_bytes(), other.read_bytes()
        path.write_bytes(second)
        other.write_bytes(first)


def _renamed(path: Path) -> None:
    path.rename(path.with_name(f"again-{path.name}"))


def _linked_elsewhere(path: Path) -> None:
    other = path.parent.parent.parent / f"elsewhere-{path.name}"
    write(other, range(7_000, 7_010))
    path.unlink()
    path.symlink_to(other)


CHANGES: list[Callable[[Path], object]] = [
    _grown,
    _same_size_and_time,
    _cut,
    _replaced,
    _swapped,
    _renamed,
    _linked_elsewhere,
    Path.unlink,
    lambda path: path.chmod(0o600),
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(b"no log at all"),
    lambda path: os.utime(path),
]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_becomes_of_a_file_rows_are_those_of_the_files(
    logs: Path, index: Index, change: Callable[[Path], object]
) -> None:
    read(logs, index)
    change(logs / "2026" / name(4))
    told = same(logs, index)
    assert told.tally.kept >= PER_FILE * (HOURS - 2)
    same(logs, index)


def test_random_changes_one_after_the_other(logs: Path, index: Index) -> None:
    dice = random.Random("changes")
    for number in range(TRIES):
        files = sorted(path for path in logs.rglob("*") if path.is_file())
        if files and dice.random() < 0.7:
            path = dice.choice(files)
            dice.choice(CHANGES)(path)
        else:
            first = 10_000 + 40 * number
            write(logs / "2026" / f"new-{number}.json.gz", range(first, first + 15))
        same(logs, index)


def test_a_run_that_is_damaged_anywhere_gives_no_wrong_rows(logs: Path, index: Index) -> None:
    dice = random.Random("damage")
    expected, _ = read(logs, index)
    rows = rows_of(expected)
    whole = {at.path: at.path.read_bytes() for at in place.every_run(Path(index.folder))}
    for _ in range(TRIES):
        for path, data in whole.items():
            path.write_bytes(damaged(data, dice))
        store, told = read(logs, index._replace(writes=False))
        assert rows_of(store) == rows
        assert told.tally.records == len(rows)


def damaged(data: bytes, dice: random.Random) -> bytes:
    if dice.random() < 0.4:
        return data[: dice.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 40))):
        changed[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(changed)


def test_damage_is_told_and_put_aside(logs: Path, index: Index) -> None:
    read(logs, index)
    for at in place.every_run(Path(index.folder)):
        data = bytearray(at.path.read_bytes())
        data[-3] ^= 0xFF
        at.path.write_bytes(data)
    assert inspect.verify(Path(index.folder))
    told = same(logs, index._replace(writes=False))
    assert any("damaged" in note for note in told.notes)
    assert place.every_run(Path(index.folder)) == []
    assert place.every_run(Path(index.folder), place.DAMAGED)
    assert inspect.clear(Path(index.folder)) > 0
    assert not Path(index.folder).exists()


def test_another_version_reads_anew(
    logs: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(logs, index)
    run.header.cache_clear()
    monkeypatch.setattr("trailview.__version__", "another")
    assert inspect.roots(Path(index.folder))[0].root == ""
    monkeypatch.undo()
    run.header.cache_clear()
    (root,) = inspect.roots(Path(index.folder))
    assert (root.root, root.files, root.events) == (str(logs), HOURS, HOURS * PER_FILE)


def test_it_is_the_users_alone(logs: Path, index: Index) -> None:
    read(logs, index)
    below = [*Path(index.folder).rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_file()} == {0o600}
    assert stat.S_IMODE(Path(index.folder).stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(index.folder).parent.stat().st_mode) == 0o700


def test_what_was_used_longest_ago_goes_first(logs: Path, index: Index) -> None:
    read(logs, index)
    (first, *_) = place.every_run(Path(index.folder))
    os.utime(first.path, (1, 1))
    limit = sum(one.bytes for one in place.every_run(Path(index.folder)))
    for number in range(4):
        start, path = 9_000 + number * 50, logs / "2026" / f"new-{number}.json.gz"
        write(path, range(start, start + 50))
        read([path], index._replace(limit=limit))
        whole = sum(one.bytes for one in place.every_run(Path(index.folder)))
        assert whole <= limit
    assert first.path not in [one.path for one in place.every_run(Path(index.folder))]
    assert same(logs, index._replace(days=0)).tally.kept == 0, "what is too old is not taken"


def test_where_it_cannot_be_written_that_is_told(logs: Path, index: Index) -> None:
    Path(index.folder).parent.mkdir(mode=0o700)
    Path(index.folder).write_text("not a folder")
    told = same(logs, index)
    assert any("not kept" in note for note in told.notes)


def test_two_that_read_at_once_are_in_each_others_way_never(logs: Path, index: Index) -> None:
    first = FilesBackend([str(logs)], index=index).read(plan(Question(), Scope()), Cancel())
    next(first)
    read(logs, index)
    for _ in first:
        pass
    assert inspect.verify(Path(index.folder)) == []
    assert same(logs, index).tally.kept == HOURS * PER_FILE

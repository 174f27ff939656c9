"""The files backend with its real worker processes."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.make import record
from tests.trails import trail_file
from trailview.backends.base import Batch, Cancel, Problem, RecordPlaces
from trailview.backends.files import pool
from trailview.backends.files.backend import FilesBackend
from trailview.backends.files.parts import Part
from trailview.backends.files.protocol import FindTask, PartRead, ReadTask
from trailview.errors import SourceError
from trailview.events.block import Block
from trailview.plans.files import plan
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.store.columns import Store

WHOLE = plan(Question(), Scope())


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    """Twelve files of fifty records, one file an hour."""
    for hour in range(12):
        numbers = range(hour * 50, hour * 50 + 50)
        records = [record(n, eventName=f"E{n % 7}", userAgent=f"agent {n}") for n in numbers]
        trail_file(tmp_path, records, f"20251122T{hour + 12:02}00Z")
    return tmp_path


@pytest.fixture
def backend(trail: Path) -> Iterator[FilesBackend]:
    made = FilesBackend([str(trail)])
    yield made
    made.close()


def read_all(backend: FilesBackend) -> tuple[Store, list[Batch]]:
    store, batches = Store(), []
    for batch in backend.read(WHOLE, Cancel()):
        batches.append(batch)
        if batch.block is not None:
            store.append(batch.block)
    return store, batches


def test_reads_everything_newest_file_first(backend: FilesBackend) -> None:
    store, batches = read_all(backend)
    assert len(store) == 600
    tally = batches[-1].tally
    assert (tally.files, tally.of_files, tally.records, tally.skipped) == (12, 12, 600, 0)
    assert tally.bytes == tally.of_bytes
    snapshot = store.snapshot()
    newest = int(snapshot.times.argmax())
    assert snapshot.parts[newest] == 0


def test_records_are_read_again_as_they_were(backend: FilesBackend) -> None:
    store, _ = read_all(backend)
    snapshot = store.snapshot()
    for row in (0, 17, 599):
        (delivery,) = backend.records(int(snapshot.parts[row]), [int(snapshot.indexes[row])])
        assert json.loads(delivery.raw)["eventID"] == snapshot.event_id(row)


def test_scan_finds_the_records_that_match(backend: FilesBackend) -> None:
    store, _ = read_all(backend)
    snapshot = store.snapshot()
    rows = range(len(store))
    places = [
        RecordPlaces(
            part, array("I", [int(snapshot.indexes[r]) for r in rows if snapshot.parts[r] == part])
        )
        for part in range(12)
    ]
    found = list(backend.scan(places, parse('"agent 42" event:E0'), Cancel()))
    assert sum(result.looked_at for result in found) == 600
    hits = [(result.part, index) for result in found for index in result.indexes]
    agents = [json.loads(backend.records(part, [i])[0].raw)["userAgent"] for part, i in hits]
    assert sorted(agents) == ["agent 42", "agent 420", "agent 427"]


def test_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        list(FilesBackend([str(tmp_path / "nowhere")]).read(WHOLE, Cancel()))


def test_cancel_ends_the_read_and_the_workers(backend: FilesBackend) -> None:
    cancel = Cancel()
    batches = backend.read(WHOLE, cancel)
    next(batches)
    cancel.set()
    assert len(list(batches)) < 30
    backend.close()


def test_file_that_is_gone_costs_only_itself(backend: FilesBackend, trail: Path) -> None:
    batches = backend.read(WHOLE, Cancel())
    next(batches)
    lost = sorted(trail.rglob("*.gz"))[0]
    lost.unlink()
    problems = [problem for batch in batches for problem in batch.problems]
    assert [(p.where, p.reason) for p in problems] == [(str(lost), "No such file or directory")]


def test_record_of_a_file_that_has_changed_is_told(backend: FilesBackend, trail: Path) -> None:
    store, _ = read_all(backend)
    parts = store.snapshot().parts
    for path in trail.rglob("*.gz"):
        path.write_bytes(b'{"Records":[]}')
    with pytest.raises(SourceError, match="fewer records"):
        backend.records(int(parts[0]), [3])
    for path in trail.rglob("*.gz"):
        path.unlink()
    with pytest.raises(SourceError, match="No such file"):
        backend.records(int(parts[-1]), [3])


def test_killed_worker_costs_its_task_and_the_rest_goes_on(trail: Path) -> None:
    backend = FilesBackend([str(trail)])
    problems: list[Problem] = []
    events, killed = 0, False
    for batch in backend.read(WHOLE, Cancel()):
        problems += batch.problems
        events += len(batch.block) if batch.block is not None else 0
        if events and not killed:
            killed = True
            psutil.Process().children()[0].kill()
    backend.close()
    lost = {problem.where for problem in problems}
    assert all("process ended" in problem.reason for problem in problems)
    assert events + 50 * len(lost) >= 600


def test_one_worker_reads_until_what_came_first_is_taken(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"Records": [record(1), record(2)]}))
    tasks = [ReadTask([(n, Part(str(file)))]) for n, file in enumerate(tmp_path.iterdir())]
    workers = pool.Pool(size=2)
    replies = workers.run(iter(tasks), Cancel(), one_first=True)
    first = next(replies)
    alone = len(psutil.Process().children())
    rest = list(replies)
    together = len(psutil.Process().children())
    workers.close()
    assert isinstance(first, Block)
    assert (alone, together) == (1, 2)
    assert sum(isinstance(reply, PartRead) for reply in rest) == 3


def test_a_worker_that_cannot_begin_costs_its_files_when_others_could(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workers = pool.Pool(size=1)
    find = list(workers.run(iter([FindTask((str(Path(__file__)),))]), Cancel()))
    assert len(find) == 1
    psutil.Process().children()[0].kill()
    monkeypatch.setattr(pool, "_BOOT", "raise SystemExit(7)")
    tasks = [ReadTask([(0, Part("first"))]), ReadTask([(1, Part("second"))])]
    replies = list(workers.run(iter(tasks), Cancel()))
    workers.close()
    reasons = [(p.where, p.reason) for r in replies if isinstance(r, PartRead) for p in r.problems]
    assert reasons == [
        ("first", "the reading process ended (exit status -9)"),
        ("second", "the reading process ended (exit status 7)"),
    ]


@pytest.mark.parametrize("member", ["userIdentity", "requestParameters", "responseElements"])
def test_a_record_that_nests_deeply_is_read_beside_the_others(tmp_path: Path, member: str) -> None:
    deep = '{"a":' * 3_000 + "1" + "}" * 3_000
    plain = [json.dumps(record(n, **{member: {}})) for n in range(3)]
    nested = plain[1].replace(f'"{member}": {{}}', f'"{member}": {deep}')
    assert nested != plain[1]
    text = ",".join([plain[0], nested, nested, plain[2]])
    (tmp_path / "trail.json").write_text(f'{{"Records":[{text}]}}')
    backend = FilesBackend([str(tmp_path)])
    store, batches = read_all(backend)
    backend.close()
    assert [problem for batch in batches for problem in batch.problems] == []
    assert (len(store), store.deliveries) == (3, 4), "and its second delivery is told"


def test_names_stand_for_paths_in_problems(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    backend = FilesBackend(
        [str(spool)],
        prepare=lambda _: void(spool.write_bytes(b'{"Records":[{"eventName":"X"')),
        names={str(spool): "standard input"},
    )
    _, batches = read_all(backend)
    backend.close()
    assert {p.where for batch in batches for p in batch.problems} == {"standard input"}


def void(_: object) -> None:
    """Take a value and give nothing."""

"""Files are found once each, newest first, and cut where lines end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.backends.files.trails import load
from trailview.backends.files import layout
from trailview.backends.files.layout import delivery_stamp, find_files, parts_of
from trailview.backends.files.parts import File, Part
from trailview.backends.files.shapes import read_shape
from trailview.errors import SourceError

DAY = "AWSLogs/123456789012/CloudTrail/us-east-1/2026/11/01"


def trail_name(stamp: str) -> str:
    return f"123456789012_CloudTrail_us-east-1_{stamp}_aBcDeFgHiJkLmNoP.json.gz"


def make(root: Path, *names: str, time: int = 1_000_000_000) -> list[str]:
    paths = []
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (time, time))
        paths.append(str(path))
    return paths


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        (trail_name("20261101T1300Z"), 1_793_538_000),
        (trail_name("20261301T1300Z"), None),
        ("x_CloudTrail_us-east-1_20261101T1300Z_a.json", 1_793_538_000),
        ("events.json", None),
        ("20261101T1300Z.json", None),
    ],
)
def test_the_delivery_stamp_is_read_from_the_name(name: str, stamp: int | None) -> None:
    assert delivery_stamp(name) == stamp


def test_newest_files_come_first(tmp_path: Path) -> None:
    old, new = make(tmp_path / DAY, trail_name("20261101T1300Z"), trail_name("20261101T1305Z"))
    [between] = make(tmp_path, "events.json", time=1_793_538_060)
    found = find_files([str(tmp_path)])
    assert [file.path for file in found.files] == [new, between, old]
    assert (found.bytes, found.skipped, found.problems) == (3, 0, ())


def test_what_is_plainly_no_log_is_passed_over_and_counted(tmp_path: Path) -> None:
    names = ["a.json", "b.JSON.GZ", "c.jsonl", "d.ndjson", "e.log", "f.txt", "g.csv", "h.gz", "i"]
    kept = make(tmp_path, *names, "j.json.zst", "k.tar.gz", "l.zip", "m.bz2", "n.xz", "o.parquet")
    digest = trail_name("20261101T1300Z").replace("CloudTrail", "CloudTrail-Digest")
    make(tmp_path, ".hidden.json", ".git/x.json", ".git/y.json", "a.png", "b.sql.gz", "c.py")
    make(tmp_path, "AWSLogs/1/CloudTrail-Digest/eu-west-1/x.json.gz", digest)
    os.mkfifo(tmp_path / "pipe")
    found = find_files([str(tmp_path)])
    assert sorted(file.path for file in found.files) == sorted(kept)
    assert found.skipped == 8
    assert {(passed.kind, passed.files) for passed in found.passed} == {
        ("hidden", 2),
        (".png", 1),
        (".gz", 1),
        (".py", 1),
        ("CloudTrail digest", 2),
        ("other", 1),
    }
    assert found.problems == ()


def test_a_file_that_is_named_is_always_tried(tmp_path: Path) -> None:
    paths = make(tmp_path, ".hidden.bin", "x.pdf")
    assert {file.path for file in find_files(paths).files} == set(paths)


def test_each_file_comes_once(tmp_path: Path) -> None:
    [path] = make(tmp_path, "logs/a.json")
    (tmp_path / "logs/loop").symlink_to(tmp_path)
    (tmp_path / "link.json").symlink_to(path)
    found = find_files([path, str(tmp_path), path, str(tmp_path / "logs")])
    assert [file.path for file in found.files] == [path]
    assert found.problems == ()


def test_a_link_to_nothing_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to(tmp_path / "gone.json")
    [problem] = find_files([str(tmp_path)]).problems
    assert problem.where == str(tmp_path / "a.json")


def test_a_folder_that_cannot_be_listed_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path, _] = make(tmp_path, "a.json", "closed/b.json")
    scandir = os.scandir

    def closed(folder: str) -> object:
        if folder.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", closed)
    found = find_files([str(tmp_path)])
    assert [file.path for file in found.files] == [path]
    assert [str(problem) for problem in found.problems] == [f"{tmp_path}/closed: Permission denied"]


@pytest.mark.parametrize("path", ["", "gone", "a\0b"])
def test_a_path_that_cannot_be_is_an_error(path: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        find_files([path and f"{tmp_path}/{path}"])
    assert caught.value.hint


def test_odd_names_survive(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\n[x].json"
    Path(os.fsdecode(name)).write_bytes(b'{"eventName":"x","eventID":"1"}')
    [file] = find_files([str(tmp_path)]).files
    assert os.fsencode(file.path) == name
    [part] = parts_of(file)
    assert len(read_shape(load(part)[0], part.path).deliveries) == 1


def lines(count: int) -> bytes:
    return b"".join(
        b'{"eventName":"%d","eventID":"%s"}\n' % (n, b"x" * (n % 50)) for n in range(count)
    )


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_CUT_FROM", 1_000)
    monkeypatch.setattr(layout, "_PART_SIZE", 300)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf", b"\n"])
@pytest.mark.parametrize("suffix", [b"", b'{"eventName":"end","eventID":"1"}', b"\n\n"])
def test_large_files_of_lines_are_cut_at_line_ends(
    tmp_path: Path, prefix: bytes, suffix: bytes
) -> None:
    path = tmp_path / "a.ndjson"
    data = prefix + lines(200) + suffix
    path.write_bytes(data)
    parts = parts_of(File(str(path), len(data), 0))
    assert len(parts) > 10
    assert b"".join(load(part)[0] for part in parts) == data
    whole = read_shape(data, "a").deliveries
    assert [d for part in parts for d in read_shape(load(part)[0], "a").deliveries] == whole


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    "data",
    [
        b'{"Records":[\n' + lines(200).replace(b"}\n", b"},\n"),
        b"Event name,Event time\n" * 200,
        b"\x1f\x8b" + b"\n" * 2_000,
        lines(10),
    ],
)
def test_other_files_are_one_part(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    assert parts_of(File(str(path), len(data), 0)) == [Part(str(path))]


@pytest.mark.usefixtures("small_parts")
def test_a_file_that_is_gone_is_one_part_whose_reading_says_so(tmp_path: Path) -> None:
    [part] = parts_of(File(str(tmp_path / "gone"), 5_000, 0))
    with pytest.raises(FileNotFoundError):
        load(part)

"""Archives and compressed files, in each other, damaged, and larger than is allowed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.backends.files.trails import record, text, trail
from trailview.backends.files.parts import Part
from trailview.backends.files.shapes import Shape, shapes_of

ONE, TWO = text(record(1)), text(record(2))
TRAIL = trail([ONE, TWO])
Pack = Callable[[bytes], bytes]


def tar(data: bytes, name: str = "AWSLogs/a.json") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for path, content in ((name, data), ("._a.json", b"x"), ("photo.png", b"x")):
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def zipped(data: bytes, name: str = "AWSLogs/a.json") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        archive.writestr("photo.png", b"x")
    return out.getvalue()


PACKS: dict[str, Pack] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.compress,
    "tar": tar,
    "zip": zipped,
}


def read(tmp_path: Path, data: bytes, most: int = 1 << 24) -> list[Shape]:
    path = tmp_path / "file"
    path.write_bytes(data)
    return [*shapes_of(Part(str(path)), most)]


def raws(shapes: list[Shape]) -> list[bytes]:
    return [delivery.raw for shape in shapes for delivery in shape.deliveries]


@pytest.mark.parametrize("outer", PACKS)
@pytest.mark.parametrize("inner", PACKS)
def test_any_packing_in_any_other_is_read(tmp_path: Path, outer: str, inner: str) -> None:
    shapes = read(tmp_path, PACKS[outer](PACKS[inner](TRAIL)))
    assert raws(shapes) == [ONE, TWO]
    assert [problem for shape in shapes for problem in shape.problems] == []


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zstd", "tar", "zip"])
def test_damage_is_told_and_never_raises(tmp_path: Path, kind: str) -> None:
    packed = PACKS[kind](TRAIL)
    for cut in range(8, len(packed) - 1, 97):
        read(tmp_path, packed[:cut])
    shapes = read(tmp_path, packed[: len(packed) // 3])
    told = [problem for shape in shapes for problem in shape.problems]
    assert told or {shape.looks_like for shape in shapes}


@pytest.mark.parametrize("kind", PACKS)
def test_what_inflates_to_more_than_is_allowed_is_cut_and_told(tmp_path: Path, kind: str) -> None:
    large = trail([ONE] * 20_000)
    shapes = read(tmp_path, PACKS[kind](large), most=100_000)
    assert 100 < len(raws(shapes)) < 400
    reasons = [reason for shape in shapes for _, reason in shape.problems]
    assert any("--inflate-limit" in reason for reason in reasons)


def test_a_bomb_of_archives_ends(tmp_path: Path) -> None:
    bomb = bytes(1 << 20)
    for _ in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(16):
                archive.writestr(f"{number}.zip", bomb)
        bomb = out.getvalue()
    shapes = read(tmp_path, bomb, most=1 << 22)
    reasons = [reason for shape in shapes for _, reason in shape.problems]
    assert any("--inflate-limit" in reason for reason in reasons)


def test_a_workbook_says_what_it_is(tmp_path: Path) -> None:
    [shape] = read(tmp_path, zipped(b"<x/>", "xl/workbook.xml"))
    assert (shape.deliveries, shape.looks_like) == ([], "an Excel workbook")

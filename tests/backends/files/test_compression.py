"""Compressed files are read as far as they can be."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.files.trails import load, record, text, trail
from trailview.backends.files.compression import inflate
from trailview.backends.files.parts import Part
from trailview.backends.files.shapes import read_shape

TEXT = trail([text(record(number)) for number in range(200)])
PACKED = gzip.compress(TEXT, mtime=0)


WHOLE = {
    "plain": (TEXT, TEXT),
    "gzip": (PACKED, TEXT),
    "two members": (PACKED + PACKED, TEXT + TEXT),
    "empty member": (PACKED + gzip.compress(b"") + gzip.compress(b"x"), TEXT + b"x"),
    "padded": (PACKED + bytes(512), TEXT),
    "empty gzip": (gzip.compress(b""), b""),
    "zstd": (zstandard.compress(TEXT), TEXT),
    "two frames": (zstandard.compress(TEXT) + zstandard.compress(b"x"), TEXT + b"x"),
    "nothing": (b"", b""),
}


@pytest.mark.parametrize(("data", "expected"), WHOLE.values(), ids=WHOLE)
def test_whole_data_gives_its_text(data: bytes, expected: bytes) -> None:
    assert inflate(data)[:2] == (expected, [])


def test_text_longer_than_its_trailer_says_is_read() -> None:
    size = PACKED[:-4] + (1).to_bytes(4, "little")
    assert inflate(size)[0][:1000] == TEXT[:1000]
    huge, problems, _ = inflate(PACKED[:-4] + b"\xff" * 4)
    assert huge[:1000] == TEXT[:1000]
    assert problems


@given(st.integers(3, len(PACKED) - 1))
def test_truncated_gzip_gives_its_beginning_and_a_problem(cut: int) -> None:
    found, problems, _ = inflate(PACKED[:cut])
    assert TEXT.startswith(found)
    assert len(problems) == 1


def test_records_before_the_cut_are_found(tmp_path: Path) -> None:
    path = tmp_path / "x.json.gz"
    path.write_bytes(PACKED[: len(PACKED) // 2])
    data, problems = load(Part(str(path)))
    assert len(read_shape(data, str(path)).deliveries) > 20
    assert len(problems) == 1


@given(st.integers(0, len(PACKED) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_gzip_never_raises(at: int, splice: bytes) -> None:
    inflate(PACKED[:at] + splice + PACKED[at + 1 :])


@pytest.mark.parametrize("magic", [b"\x1f\x8b", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"])
@given(st.binary())
def test_foreign_data_with_the_right_beginning_never_raises(magic: bytes, data: bytes) -> None:
    inflate(magic + data)


def test_a_stretch_of_a_compressed_file_is_one_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson.gz"
    path.write_bytes(PACKED)
    assert load(Part(str(path), 5, 25)) == (TEXT[5:25], [])

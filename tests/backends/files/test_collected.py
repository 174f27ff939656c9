"""The collected files, real and odd, give exactly the events that are known to be in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from trailview.backends.files.layout import find_files, parts_of
from trailview.backends.files.parts import Part
from trailview.backends.files.shapes import Shape, shapes_of

DATA = Path(__file__).parents[3] / ".." / "shared" / "data"
DAMAGED = {"bad-missing-comma", "bad-truncated-head", "bad-missing-brace"} | {
    "wrap-lookup-events-docs-invalid"
}

if not DATA.is_dir():
    pytest.skip("the collected files are not beside this checkout", allow_module_level=True)


def read(part: Part) -> Shape:
    [shape] = shapes_of(part)
    return shape


ODD = {
    entry["file"]: entry["cloudtrail_events"]
    for entry in json.loads((DATA / "odd" / "index.json").read_text())
}
REAL = {
    match[1]: int(match[2])
    for match in re.finditer(
        r"^\| ([\w-]+) \| (\d+) \(", (DATA / "real" / "MANIFEST.md").read_text(), re.MULTILINE
    )
}


@pytest.mark.parametrize("name", ODD)
def test_odd_files_give_their_events(name: str) -> None:
    shape = read(Part(str(DATA / "odd" / name)))
    assert len(shape.deliveries) == ODD[name]
    assert bool(shape.problems) == (name.partition(".")[0] in DAMAGED)
    expected = "digest" if name.startswith("digest") else "events"
    assert shape.kind == expected


@pytest.mark.parametrize("name", REAL)
def test_real_sets_give_their_records(name: str) -> None:
    found = find_files([str(DATA / "real" / name)])
    shapes = [read(part) for file in found.files for part in parts_of(file)]
    assert sum(len(shape.deliveries) for shape in shapes) == REAL[name]
    assert [shape.problems for shape in shapes if shape.problems] == []
    assert found.problems == ()

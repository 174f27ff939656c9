"""Files as people have them answer the questions that are known of them, or say why not."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from trailview.backends.files.parts import Part
from trailview.backends.files.shapes import Shape, shapes_of
from trailview.events.record import Event
from trailview.question.parse import parse
from trailview.question.predicate import matches
from trailview.question.query import Window
from trailview.question.when import parse_when

WILD = Path(__file__).parents[3] / ".." / "shared" / "data" / "wild"
NOW = 1_800_000_000

if not WILD.is_dir():
    pytest.skip("the collected files are not beside this checkout", allow_module_level=True)

FILES: dict[str, dict[str, Any]] = {
    entry["file"]: entry for entry in json.loads((WILD / "index.json").read_text())
}


def found(shapes: list[Shape], question: str) -> int:
    """How many events of some texts a question of the index finds: terms, or `@since..until`."""
    events = [Event(delivery) for shape in shapes for delivery in shape.deliveries]
    if not question.startswith("@"):
        return sum(matches(parse(question), event) for event in events)
    since, until = (parse_when(text, NOW, UTC) for text in question[1:].split(".."))
    return sum(Window(since, until).holds(event.time) for event in events)


@pytest.mark.parametrize("name", FILES)
def test_wild_files_answer_as_they_should(name: str) -> None:
    shapes = [*shapes_of(Part(str(WILD / name)))]
    wrong = [
        (question, right, count)
        for question, right in FILES[name]["right"]
        if (count := found(shapes, question)) != right
    ]
    problems = [problem for shape in shapes for problem in shape.problems]
    if FILES[name]["orSaid"]:
        lacks = {field for shape in shapes for field in shape.lacks}
        assert not wrong or problems or (wrong == [("is:denied", 1, 0)] and "error" in lacks)
    else:
        assert (wrong, problems) == ([], [])

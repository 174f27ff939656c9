"""docs/QUERY.md tells of every field, word and preset, and its examples are understood."""

from __future__ import annotations

import re
from datetime import UTC
from pathlib import Path

import pytest

from trailview.question.fields import FIELDS, IS_WORDS, Field
from trailview.question.parse import parse
from trailview.question.when import PRESETS, window

PAGE = (Path(__file__).parents[3] / "docs" / "QUERY.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_has_its_row(field: Field) -> None:
    row = re.search(rf"^\| `{field.name}` \|([^|]*)\| (.+) \|$", PAGE, re.MULTILINE)
    assert row is not None
    assert re.findall(r"`([^`]+)`", row[1]) == list(field.aliases)


@pytest.mark.parametrize("word", IS_WORDS)
def test_every_word_of_is_has_its_row(word: str) -> None:
    assert re.search(rf"^\| `is:{word}` \| .+ \|$", PAGE, re.MULTILINE)


def test_every_preset_is_named() -> None:
    sentence = re.search(r"^The presets are (.+)\.$", PAGE, re.MULTILINE)
    assert sentence is not None
    assert tuple(re.findall(r"\w+", sentence[1].replace("and", ""))) == PRESETS


def test_every_time_is_understood() -> None:
    section = re.search(r"^## Time$(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None
    rows = re.findall(r"^\| (`.+?) \|", section[1], re.MULTILINE)
    times = [time for row in rows for time in re.findall(r"`([^`]+)`", row)]
    assert len(times) > 20
    for time in times:
        assert window(time, None, 1_795_442_531, UTC).since


def test_examples_are_understood() -> None:
    names = "|".join(name for field in FIELDS for name in field.names)
    inline = re.findall(rf"`(-?(?:{names}|\$[^`:]*):[^`]+)`", PAGE)
    first = re.search(r"```\n(.+?)```", PAGE, re.DOTALL)
    assert first is not None
    starts = rf"-?(?:\$\.|\(|(?:{names}):)"
    indented = [
        line
        for line, below in re.findall(r"^    (.+)\n(?=(.*))", PAGE, re.MULTILINE)
        if re.match(starts, line) and "^ " not in below
    ]
    groups = re.findall(r"`(-?\([a-z]+:[^`]+\))`", PAGE)
    assert len(inline) > 50
    assert len(indented) > 8
    assert len(groups) > 2
    for example in [*inline, *first[1].splitlines(), *indented, *groups]:
        assert parse(example.replace("\\|", "|"))

"""docs/ARCHITECTURE.md and CONTRIBUTING.md name what there is: files, classes, rooms and rules."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "trailview"
ARCHITECTURE = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
BOTH = ARCHITECTURE + (ROOT / "docs" / "CONTRIBUTING.md").read_text("utf-8")
SOURCES = [path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))]
OF_LIBRARIES = {"DataTable", "Tree"}
"""Classes that the pages name although they are not ours."""


def named(pattern: str) -> list[str]:
    """What stands in backticks, and is nothing but the pattern."""
    return sorted(set(re.findall(rf"`({pattern})`", BOTH)))


def rooms() -> set[str]:
    """The folders and modules at the root of the package, as the table of rooms spells them."""
    found = {path.name for path in PACKAGE.glob("*.py") if path.name != "__init__.py"}
    return found | {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}


@pytest.mark.parametrize("path", named(r"[\w./-]+(?:\.py|\.md|\.toml|/)"))
def test_files_and_folders_are_there(path: str) -> None:
    there = [base / path for base in (ROOT, PACKAGE)]
    assert any(found.is_dir() if path.endswith("/") else found.is_file() for found in there)


@pytest.mark.parametrize(
    "path", re.findall(r"^    (?:\S*python -m pytest )?(tests/\S+)", BOTH, re.M)
)
def test_folders_of_tests_are_there(path: str) -> None:
    assert (ROOT / path).is_dir()


@pytest.mark.parametrize("name", named(r"[A-Z]\w*[a-z]\w*(?:\.\w+)?"))
def test_classes_and_their_members_are_there(name: str) -> None:
    owner, _, member = name.partition(".")
    if owner in OF_LIBRARIES:
        return
    places = [text for text in SOURCES if re.search(rf"^class {owner}\b", text, re.MULTILINE)]
    assert places
    said = re.compile(rf"^(?:    |        self\.)(?:def )?{member}\b", re.MULTILINE)
    assert not member or any(said.search(text) for text in places)


def test_every_room_is_told() -> None:
    table = ARCHITECTURE.partition("## Rooms")[2].partition("\n\nA kind")[0]
    assert set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) == rooms()


def test_every_rule_of_imports_is_told() -> None:
    rules = ConfigParser()
    rules.read(ROOT / ".importlinter", "utf-8")
    names = {rules[part]["name"] for part in rules.sections() if "name" in rules[part]}
    told = ARCHITECTURE.partition("### Who imports whom")[2].partition("\n## ")[0]
    assert set(re.findall(r"\*([^*\n]+)\*", told)) == names

"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted(
    path
    for folder in ("trailview", "tests", "bench", "screenshots", "tools")
    for path in (ROOT / folder).rglob("*.py")
)
MOST_LINES = 400
SUPPRESSED = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[^\]]*\])?)(.*)$")
REASON = re.compile("[a-z]{3,}")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert not text or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_whatever_a_checker_is_told_to_pass_over_carries_its_reason(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    bare = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if (found := SUPPRESSED.search(line)) and not REASON.search(found[1])
    ]
    assert not bare


def test_a_broad_except_carries_its_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in MODULES
        if path.is_relative_to(ROOT / "trailview")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"except (?:Base)?Exception\b", line) and "#" not in line
    ]
    assert not bare

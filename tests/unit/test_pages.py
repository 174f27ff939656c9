"""The pages hang together: links lead somewhere, every page is found, and the README is short."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.reference import Record, reference_matches
from trailview.demo.trail import write_trail
from trailview.question.parse import parse

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
LINK = re.compile(r"\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    """A page without its blocks of code, in which `#` begins no heading."""
    return re.sub(r"^```.+?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """What a page's headings are called in links, as GitHub calls them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> list[tuple[Path, str]]:
    """The file and anchor of every link and picture that is not on the web."""
    found = []
    for link in LINK.findall(prose(page)):
        target, _, anchor = link.partition("#")
        if not target.startswith(("http://", "https://")):
            found.append(((page.parent / target).resolve() if target else page, anchor))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for there, anchor in links(page):
        assert there.exists(), there
        assert not anchor or anchor in anchors(there), (there, anchor)


def test_every_page_is_found_from_the_readme() -> None:
    assert {page for page in PAGES if page != README} <= {there for there, _ in links(README)}


def test_what_the_readme_shows_and_links_to_is_in_the_source_distribution() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {there.relative_to(ROOT).parts[0] for there, _ in links(README)} <= set(included)
    assert "Makefile" in included


def test_every_picture_is_shown_somewhere() -> None:
    shown = {there for page in PAGES for there, _ in links(page) if there.suffix == ".svg"}
    assert shown == set((ROOT / "screenshots").glob("*.svg"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_targets_of_make_are_there(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    told = r"(?:`|^    )make (?:-C \w+ )?([a-z-]+)"
    for target in re.findall(told, page.read_text("utf-8"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_readme_is_short() -> None:
    assert 8_000 <= README.stat().st_size <= 10_000


def test_what_the_readme_says_of_the_demo_is_so(tmp_path: Path) -> None:
    write_trail(tmp_path, now=1_790_000_000)
    records: list[Record] = [
        record
        for file in tmp_path.rglob("*.json.gz")
        for record in json.loads(gzip.decompress(file.read_bytes()))["Records"]
    ]
    text = README.read_text("utf-8")
    assert f"{len({record['eventID'] for record in records}):,} events" in text
    assert "in two accounts" in text
    assert len({record["recipientAccountId"] for record in records}) == 2
    table = text.partition("## Five questions to try")[2].partition("\n## ")[0]
    questions = re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)
    assert len(questions) == 5
    for question in questions:
        terms = parse(question)
        assert any(reference_matches(terms, record) for record in records), question

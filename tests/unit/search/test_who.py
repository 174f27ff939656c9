"""Chains and trees over files, against what the generator of a trail knows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trailview.compose.files import open_files
from trailview.events.chain import Chain
from trailview.events.subject import Subject, subject_of
from trailview.events.times import iso
from trailview.events.tree import tree_of
from trailview.question.query import Question
from trailview.search.who.at_hand import AtHand
from trailview.search.who.counted import counted
from trailview.search.who.drive import who

Truth = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """A small trail, and what is true of it."""
    generator = Path(__file__).parents[4] / "shared" / "tools" / "gen_trail.py"
    if not generator.is_file():
        pytest.skip("the generator of trails is not beside the checkout")
    folder = tmp_path_factory.mktemp("made")
    words = ["--events", "4000", "--days", "3", "--accounts", "4", "--seed", "5", "--jobs", "1"]
    command = [sys.executable, str(generator), *words, "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder, json.loads((folder / "truth.json").read_text())


@pytest.fixture(scope="module")
def read(made: tuple[Path, Truth]) -> Iterator[Any]:
    """The reading of all its files."""
    session = open_files([str(made[0])])
    session.painted()
    search = session.ask(Question(), lambda: None)
    assert search.wait(60)
    yield search.reading.records
    session.close()


def check(chain: Chain, truth: Truth) -> None:
    """A chain is hop by hop what is true."""
    found = [
        (
            hop.key,
            hop.issue and hop.issue.id,
            hop.issue and hop.issue.name,
            hop.issue and hop.issue.time is not None and iso(hop.issue.time),
            hop.role_arn,
            hop.session_name,
        )
        for hop in chain.hops
    ]
    names: tuple[str, ...] = ("accessKeyId", "issuingEventID", "issuingEventName", "issuedAt")
    names += ("roleArn", "roleSessionName")
    assert found == [tuple(hop[name] for name in names) for hop in truth["hops"]]
    origin, true = chain.origin, truth["origin"]
    assert origin is not None
    assert (origin.type, origin.arn, origin.key, origin.subject) == (
        true["type"],
        true.get("arn"),
        true.get("accessKeyId"),
        true.get("userName") or true.get("invokedBy"),
    )
    assert not chain.missing


def test_every_chain_resolves_hop_by_hop(made: tuple[Path, Truth], read: Any) -> None:
    source = AtHand(read, "files")
    for truth in made[1]["chains"]:
        check(who(Subject(truth["accessKeyId"], truth["accessKeyId"]), [source]), truth)


@pytest.mark.parametrize("name", ["person-tree", "alice-tree"])
def test_trees_count_what_is_true(made: tuple[Path, Truth], read: Any, name: str) -> None:
    (question,) = (asked for asked in made[1]["questions"] if asked["id"] == name)
    text = question["match"]["origin"]
    uses, calls = counted(read)
    root = tree_of(subject_of(text) or Subject(text), uses, calls)
    assert root.total.events == question["answer"]


def test_what_is_not_there_is_named(read: Any) -> None:
    chain = who(Subject("ASIANOBODY", "ASIANOBODY"), [AtHand(read, "files")])
    assert chain.origin is None
    (missing,) = chain.missing
    assert "AWSLogs" in missing.find
    assert missing.backend == "files"

"""A question that begins with `-`, and options that are misspelt."""

from __future__ import annotations

import pytest

from tests.unit.test_docs import parsers
from trailview.cli.commands import parser
from trailview.errors import UsageError

TERMS = [
    "-is:read",
    "-event:Describe*",
    "-host:x",
    "-alice",
    '-"free text"',
    "-$.requestParameters.a:b",
    "-*",
    "-user:a,b is:write",
    "-5",
    "-hasmfa:x",
]
ASKING = [
    name
    for name, command in parsers().items()
    if any(action.dest == "question" and not action.option_strings for action in command._actions)
]
"""The commands whose argument is a question; `open` has it behind its paths."""
NEEDED = {"count": ("--by", "user")}
"""What a command does not go without."""


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("command", ASKING)
def test_a_question_may_begin_with_a_dash(command: str, term: str) -> None:
    for words in ([term, "--since", "4h"], ["--since", "4h", term], ["--since", "4h", "--", term]):
        parsed = parser().parse_args([command, *NEEDED.get(command, ()), *words])
        assert (parsed.question, parsed.since) == (term, "4h")


@pytest.mark.parametrize("term", TERMS)
def test_it_may_stand_behind_paths_and_options(term: str) -> None:
    parsed = parser().parse_args(["open", "logs", term])
    assert parsed.paths == ["logs", term]
    assert parser().parse_args(["open", "logs", "-Q", term]).question == term
    assert parser().parse_args(["open", "-Quser:alice", "logs"]).question == "user:alice"
    assert parser().parse_args(["query", "--path", "logs", "--raw", term]).raw == term


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (["query", "--pth", "logs"], "--path"),
        (["query", "-path", "logs"], "--path"),
        (["query", "user:alice", "-limit=5"], "--limit"),
        (["explain", "--backnd=athena"], "--backend"),
        (["browse", "-profile", "prod"], "--profile"),
        (["who", "AKIA", "--forwrd"], "--forward"),
        (["athena", "ddl", "--regoin", "us-east-1"], "--region"),
        (["history", "-serch", "x"], "--search"),
    ],
)
def test_a_misspelt_option_is_none(words: list[str], nearest: str) -> None:
    with pytest.raises(UsageError) as caught:
        parser().parse_args(words)
    assert caught.value.title == "No such option"
    assert caught.value.hint == f"Did you mean {nearest}?"


@pytest.mark.parametrize("words", [["query", "-x"], ["history", "-is:read"], ["query", "--zzz"]])
def test_what_is_like_no_option_is_told_where_they_are(words: list[str]) -> None:
    with pytest.raises(UsageError, match="-") as caught:
        parser().parse_args(words)
    assert caught.value.hint == f"See: trailview {words[0]} --help"


def test_a_second_question_is_too_much() -> None:
    with pytest.raises(UsageError, match="is:read") as caught:
        parser().parse_args(["query", "user:alice", "is:read"])
    assert "in quotes" in caught.value.hint


def test_there_are_commands_that_ask() -> None:
    assert {"query", "explain", "browse", "demo"} <= set(ASKING)

"""What is offered at the cursor of a question."""

from __future__ import annotations

import pytest

from trailview.question.parse import parse
from trailview.tui.completion import complete


def suggest(name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
    held = {"user": ["alice", "a b", "x)", "~y", "/z"], "is": []}
    return [(text, 2) for text in held.get(name, []) if text.startswith(prefix)][:limit]


@pytest.mark.parametrize(
    ("text", "inserts"),
    [
        ("us", ["user:"]),
        ("(us", ["user:"]),
        ("(user:x or -us", ["user:"]),
        ("-((us", ["user:"]),
        ("-(user:x -us", ["user:"]),
        ("(user:al", ["alice"]),
        ("user:x,al", ["alice"]),
        ("user:~al", ["alice"]),
        ("user:a", ["alice", '"a b"']),
        ("user:x", ['"x)"']),
        ("(is:wri", ["write"]),
        ("user:/al", []),
        ("user:x o", ["or "]),
        ("user:x OR user:y O", ["OR "]),
        ("(user:x o", ["or "]),
        ("(user:x or user:y) o", ["or "]),
        ("error o", ["or "]),
        ("o", []),
        ("(o", []),
        ("( o", []),
        ("user:x or o", []),
        ("(user:x OR o", []),
        ("user:x -o", []),
    ],
)
def test_what_is_offered(text: str, inserts: list[str]) -> None:
    assert [choice.insert for choice in complete(text, len(text), suggest).choices] == inserts


@pytest.mark.parametrize("text", ["user:", "(user:"])
def test_every_value_that_is_offered_is_understood_as_it_is(text: str) -> None:
    found = complete(text, len(text), suggest)
    assert len(found.choices) == 5
    for choice in found.choices:
        whole, cursor = found.accept(choice)
        assert cursor == len(whole)
        closed = whole + ")" * text.count("(")
        assert f"Pattern(pieces=({choice.shown!r},)" in str(parse(closed))

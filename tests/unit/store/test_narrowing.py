"""What columns rule out of a group that takes the record."""

from __future__ import annotations

import pytest

from trailview.question.parse import parse
from trailview.question.write import format_terms
from trailview.store.narrowing import narrowed, needs_record


@pytest.mark.parametrize(
    ("text", "weaker"),
    [
        ("user:a $.x:y", "user:a"),
        ("(user:a or event:b)", "(user:a or event:b)"),
        ("(user:a $.x:y or event:b)", "(user:a or event:b)"),
        ("(user:a or $.x:y)", ""),
        ("-(user:a or $.x:y)", "-((user:a))"),
        ("-(user:a $.x:y)", ""),
        ("-(user:a $.x:y or event:b)", "-((event:b))"),
        ("(user:a -(event:b or free) or -(key:c resource:x))", ""),
        ("(user:a -(event:b or free) or key:c)", "(user:a -((event:b)) or key:c)"),
        ("-(-(user:a $.x:y) or event:b)", "-((-((user:a)) or event:b))"),
    ],
)
def test_narrowed(text: str, weaker: str) -> None:
    found = narrowed(parse(text))
    assert format_terms(found) == weaker
    assert not any(map(needs_record, found))

"""What is not understood is refused at the right column, with a way out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from trailview.errors import QuestionError
from trailview.question.parse import parse


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("usr:alice", 0, "`user`"),
        ("is:write  -evnt:X", 11, "`event`"),
        ("userName:alice", 0, "`user`"),
        ("User:alice", 0, "`user`"),
        ("awsRegion:x", 0, "`region`"),
        ("arn:aws:iam::1:role/x", 0, '"arn:…"'),
        ("qqqqqq:x", 0, "principal-id"),
        (":x", 0, "field's name"),
        ("user:", 5, "value"),
        ("user: alice", 5, "value"),
        ("user:,a", 5, "value"),
        ("user:a,", 7, "value"),
        ("user:a,,b", 7, "value"),
        ("user:a, b", 7, "value"),
        ("a,", 2, "value"),
        (",a", 0, "value"),
        ("-", 1, "after `-`"),
        ("user:a - b", 8, "after `-`"),
        ("--user:a", 1, "after `-`"),
        ('user:"alice', 5, "closing quote"),
        ('user:a,"', 7, "closing quote"),
        ('"alice', 0, "closing quote"),
        (r'user:"a\"', 5, "closing quote"),
        ('user:"a"b', 8, "closing quote"),
        ('"a":b', 3, "closing quote"),
        ('user:a"b"', 6, "quote"),
        ("user:“alice”", 5, "straight"),
        ("“alice”", 0, "straight"),
        ('""', 0, "text"),
        ('-a,""', 3, "text"),
        ("a,b:c", 3, "colon"),
        ("a*:c", 2, "colon"),
        (r"user:a\b", 7, "backslash"),
        ("user:a\\", 7, "backslash"),
        (r'user:"\n"', 7, "backslash"),
        ("is:wrtie", 3, "`write`"),
        ("is:read,denid", 8, "`denied`"),
        ("is:Write", 3, "`write`"),
        ('is:""', 3, "`mfa`"),
        ("is:x*", 3, "`mfa`"),
        ("readonly:yes", 9, "`true`"),
        ("ip:203.0.113.0/33", 3, "203.0.113.0/24"),
        ("ip:203.0.113.1,203.0.113/24", 15, "203.0.113.0/24"),
        ("ip:203.0.*/16", 3, "203.0.113.0/24"),
        ("ip:2001:db8::/129", 3, "203.0.113.0/24"),
        ("$.a", 3, "`:`"),
        ("$.a b:c", 3, "`:`"),
        ("$.a:", 4, "value"),
        ("$.:x", 2, "name"),
        ("$.a..b:x", 4, "name"),
        ("$.a[*]:x", 4, "index"),
        ("$.a[99999999999]:x", 4, "index"),
        ("$.a[0:x", 4, "index"),
        ("$.a['b:x", 4, "closing quote"),
        ("$.a['b':x", 7, "`]`"),
        (r"$.a['\x']:x", 6, "backslash"),
        ("$.a'b:x", 3, "`:`"),
        ("$a:x", 1, "path"),
    ],
)
def test_error(text: str, column: int, said: str) -> None:
    with pytest.raises(QuestionError) as caught:
        parse(text)
    error = caught.value
    assert (error.text, error.column) == (text, column)
    assert said in f"{error.message} {error.hint}"


@examples(200)
@given(st.text(st.sampled_from("$.[]'\"\\*,:-/ abuserip0\n“é"), max_size=16) | st.text())
def test_any_text_is_understood_or_refused_at_a_column_in_it(text: str) -> None:
    refused = None
    try:
        parse(text)
    except QuestionError as error:
        refused = error
    if refused is not None:
        assert refused.text == text
        assert 0 <= refused.column <= len(text)
        assert refused.message

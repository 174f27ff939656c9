"""A timeline in Markdown: what it says, and that nothing in it acts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import delivery, record
from trailview.backends.plain import PlainTable
from trailview.search.export.export import export, export_plain
from trailview.search.export.heading import Heading
from trailview.search.export.how import Export
from trailview.search.export.markdown_text import block, code, plain
from trailview.search.handoff.marked import MarkedRows
from trailview.settings.marks import Mark, Origin


def rows_of(*records: dict[str, Any]) -> MarkedRows:
    made = []
    for number, each in enumerate(records):
        raw = delivery(each).raw.decode()
        made.append(Mark(str(number), "", raw, number, Origin(), time=number, note="a | <b>"))
    return MarkedRows(made)


def written(*records: dict[str, Any], how: Export = Export("markdown")) -> str:  # noqa: B008  (frozen)
    rows, out = rows_of(*records), io.BytesIO()
    export(rows, rows, how, out)
    return out.getvalue().decode()


def test_an_event_is_told_whole() -> None:
    text = written(
        record(
            errorCode="AccessDenied",
            errorMessage="not `authorized`",
            resources=[{"ARN": "arn:aws:s3:::b"}],
        )
    )
    assert "## 1. 2025-11-22 12:00:00 UTC · DescribeInstances" in text
    assert "alice tried to describe instances" in text
    assert "- key: `AKIAEXAMPLE`" in text
    assert "- IP: `203.0.113.7`" in text
    assert "- error: `AccessDenied`: `` not `authorized` ``" in text
    assert f"- event ID: `{record()['eventID']}`" in text
    assert "- console: <https://eu-central-1.console.aws.amazon.com/cloudtrailv2/home?" in text
    assert "- note: a \\| &lt;b&gt;" in text


def test_the_zone_of_the_display_stands_beside_utc() -> None:
    how = Export("markdown", time_text=lambda time: f"<{time}>", zone_name="Europe/Berlin")
    assert "12:00:00 UTC (&lt;1763812800&gt; Europe/Berlin)" in written(record(), how=how)


def test_events_stand_oldest_first_whatever_the_order() -> None:
    text = written(record(5, eventName="Later"), record(1, eventName="Earlier"))
    assert text.index("Earlier") < text.index("Later")


def test_the_question_the_command_and_what_was_read_stand_at_the_top() -> None:
    origin = Origin(
        question="user:`x` *",
        since="2026-11-01T00:00:00Z",
        backend="files",
        place="/logs",
        command="trailview query 'a'\n```\n# x",
        read=("INCOMPLETE: it was stopped", "not read: a.gz: broken"),
    )
    how = replace(Export("markdown"), heading=Heading("T", (("events", "1"),), (origin,)))
    head, _, _ = written(record(), how=how).partition("## 1.")
    assert head.startswith("# T\n\n- events: 1\n")
    assert "- asked: ``user:`x` *``" in head
    assert "- time range: 2026-11-01T00:00:00Z to when it was asked, UTC" in head
    assert "- INCOMPLETE: it was stopped\n- not read: a.gz: broken" in head
    assert "````sh\ntrailview query 'a'\n```\n# x\n````" in head


def test_rows_without_a_record_are_a_table() -> None:
    out = io.BytesIO()
    export_plain(PlainTable(("a|b", "c"), (("x|`y`\n", ""),)), Export("markdown"), out)
    assert out.getvalue().decode().splitlines() == [
        "| `a\\|b` | `c` |",
        "| --- | --- |",
        "| ``x\\|`y`␊`` |  |",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b *c* `d`", r"a\_b \*c\* \`d\`"),
        ("<script>&", "&lt;script&gt;&amp;"),
        ("[x](http://evil) ![y](z)", r"\[x\](http:\//evil) \!\[y\](z)"),
        ("www.evil.com", r"www\.evil.com"),
        ("ping @team", "ping `@`team"),
        ("# no heading", r"\# no heading"),
        ("- no list", r"\- no list"),
        ("12. no list", r"12\. no list"),
        ("a\nb\r\x1b[31m\u202eevil", "a␊b␍␛\\[31m\\\\u202eevil"),
        ("$x$ ~~y~~ a|b", r"\$x\$ \~\~y\~\~ a\|b"),
        ("    code", "code"),
    ],
)
def test_text_does_nothing(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(max_size=40))
def test_code_is_one_span_whatever_is_in_it(text: str) -> None:
    made = code(text)
    assert "\n" not in made
    fence = re.match("`+", made)
    if made:
        assert fence is not None
        inside = made[len(fence[0]) : -len(fence[0])]
        assert made.endswith(fence[0])
        assert fence[0] not in re.findall("`+", inside)


@given(st.text(max_size=60))
def test_a_block_ends_where_it_ends(text: str) -> None:
    first, *lines, last = block(text).split("\n")
    assert first == f"{last}sh"
    assert all(last not in line for line in lines)


def test_long_texts_are_cut_and_say_so() -> None:
    assert plain("x" * 5_000).endswith("… (1,000 more characters)")

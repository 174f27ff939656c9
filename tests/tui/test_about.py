"""All about the caller or the value at the cursor, over files that are really read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.make import delivery
from tests.sessions import Identity, Story, user
from tests.trails import trail_file
from tests.tui.fakes import main_screen, press, settle, until
from tests.tui.test_who import asked, found_out, over, read, told
from trailview.events.record import Event
from trailview.tui.main.subjects import meant

ALICE, BOB = user("alice"), user("bob")


@pytest.fixture
def trail(tmp_path: Path) -> tuple[str, Identity]:
    """A folder in which alice takes a role and changes a bucket, and bob reads it."""
    story = Story()
    session = story.assume(ALICE, "Audit", "alice-x")
    of_it = {"requestParameters": {"bucketName": "logs-b"}}
    story.call(session, "CreateBucket", readOnly=False, **of_it)
    story.call(session, "PutBucketAcl", readOnly=False, sourceIPAddress="198.51.100.9", **of_it)
    story.call(BOB, "GetBucketAcl", **of_it)
    story.call(BOB, "ListBuckets")
    trail_file(tmp_path, story.records, "20251122T1205Z")
    return str(tmp_path), session


async def chosen(pilot: Pilot[Any], text: str) -> None:
    """Put the cursor of the dialog on the first row that has this text."""
    rows = pilot.app.screen.query_one("OptionList")
    shown = [str(rows.get_option_at_index(at).prompt) for at in range(rows.option_count)]  # type: ignore[attr-defined]  # an OptionList
    rows.highlighted = next(at for at, row in enumerate(shown) if text in row)  # type: ignore[attr-defined]  # the same
    await settle(pilot)


async def test_i_tells_all_about_the_caller(trail: tuple[str, Identity]) -> None:
    folder, session = trail
    async with over(folder, "event:PutBucketAcl") as pilot:
        await press(pilot, "i")
        text = await found_out(pilot)
        assert text.startswith(f"done key {session['accessKeyId']}")
        assert text.index("Made from 2 events") < text.index("Behind it: IAMUser")
        assert ALICE["arn"] in text
        assert "CreateBucket · logs-b" in text


async def test_enter_on_a_line_asks_for_its_events(trail: tuple[str, Identity]) -> None:
    folder, session = trail
    async with over(folder, "event:PutBucketAcl") as pilot:
        await press(pilot, "i")
        await found_out(pilot)
        await chosen(pilot, "198.51.100.9")
        await press(pilot, "enter")
        await read(pilot)
        assert asked(pilot) == f"key:{session['accessKeyId']} ip:198.51.100.9"
        assert len(main_screen(pilot).table.rows) == 1
        await press(pilot, "left_square_bracket")
        await read(pilot)
        assert asked(pilot) == "event:PutBucketAcl"


async def test_equals_asks_for_all_and_a_heading_for_nothing(
    trail: tuple[str, Identity],
) -> None:
    folder, session = trail
    async with over(folder, "event:PutBucketAcl") as pilot:
        await press(pilot, "i")
        await found_out(pilot)
        await chosen(pilot, "Addresses")
        await press(pilot, "enter")
        assert "Addresses" in told(pilot)
        await chosen(pilot, "198.51.100.9")
        await press(pilot, "equals_sign")
        await read(pilot)
        assert asked(pilot) == f"key:{session['accessKeyId']}"


@pytest.mark.parametrize(
    ("path", "value", "title"),
    [
        ("$.requestParameters.bucketName", "logs-b", "resource logs-b"),
        ("$.requestParameters.roleArn", "arn:aws:iam::1:role/x", "arn:aws:iam::1:role/x"),
        ("$.responseElements.accessKey.accessKeyId", "AKIANEW0000000000000", "key AKIANEW"),
        ("$.sourceIPAddress", "198.51.100.9", "address 198.51.100.9"),
        ("$.userIdentity.sessionContext.sessionIssuer.userName", "Audit", "role Audit"),
        ("$.eventName", "PutBucketAcl", "key ASIA"),
        ("$.userIdentity.type", "AssumedRole", "key ASIA"),
        ("$.userAgent", "aws-cli/2", "key ASIA"),
        ("$.requestParameters.maxResults", "50", "key ASIA"),
        ("$.userIdentity.sessionContext.attributes.mfaAuthenticated", "false", "key ASIA"),
        ("", None, "key ASIA"),
    ],
)
def test_what_a_value_means(path: str, value: str | None, title: str) -> None:
    story = Story()
    made = story.call(story.assume(ALICE, "Audit", "alice-x"), "PutBucketAcl")
    (topic, *_) = meant(Event(delivery(made)), value, path)
    assert topic.title.startswith(title)


async def test_a_resource_in_the_detail_has_its_story(trail: tuple[str, Identity]) -> None:
    async with over(trail[0], "event:GetBucketAcl") as pilot:
        await press(pilot, "enter")
        detail = main_screen(pilot).detail
        await until(pilot, lambda: detail.has_focus and bool(detail.path))
        for _ in range(60):
            if detail.path == "$.requestParameters.bucketName":
                break
            await pilot.press("j")
        assert detail.value == "logs-b"
        await press(pilot, "i")
        text = await found_out(pilot)
        assert "resource logs-b" in text
        assert text.index("made · CreateBucket") < text.index("changed · PutBucketAcl")
        assert "bob · GetBucketAcl" in text

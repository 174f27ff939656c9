"""All about the caller on the screen over a service: what is read already will do."""

from __future__ import annotations

from tests.backends.aws.site import OpenSite
from tests.backends.aws.test_who_screen import Over, over, title
from tests.sessions import Story, user
from tests.tui.fakes import press, until
from tests.tui.test_who import found_out, told

__all__ = ["over"]

ALICE = user("alice")


def story() -> Story:
    made = Story()
    for name in ("ListBuckets", "PutBucketAcl"):
        made.call(ALICE, name, readOnly=name.startswith("List"), awsRegion="eu-west-1")
    return made


async def test_an_answer_with_all_of_its_events_will_do(open_site: OpenSite, over: Over) -> None:
    site = open_site(story().records)
    async with over(site, "history", "") as pilot:
        calls = len(site.asked("LookupEvents"))
        await press(pilot, "i")
        text = await found_out(pilot)
        assert text.startswith(f"done {ALICE['arn']}")
        assert "what the screen has read" in text
        assert "Made from 2 events of 2 read" in text
        assert len(site.asked("LookupEvents")) == calls


async def test_else_the_service_is_asked_once(open_site: OpenSite, over: Over) -> None:
    site = open_site(story().records)
    async with over(site, "history", "event:PutBucketAcl") as pilot:
        await press(pilot, "i")
        text = await found_out(pilot)
        assert text.startswith("done · ")
        assert "Made from 2 events" in text
        assert "what is in other accounts and Regions" in text
        calls = len(site.asked("LookupEvents"))
        await press(pilot, "escape", "i")
        assert "Made from 2 events" in await found_out(pilot)
        assert len(site.asked("LookupEvents")) == calls


async def test_what_costs_money_is_asked_about(open_site: OpenSite, over: Over) -> None:
    async with over(open_site(story().records), "insights", "event:PutBucketAcl") as pilot:
        await pilot.press("i")  # not waited for: it waits for an answer itself
        await until(pilot, lambda: "Go on?" in title(pilot))
        await pilot.press("escape")
        text = await found_out(pilot)
        assert text.startswith("incomplete")
        assert "Nothing was read: it costs money" in told(pilot)

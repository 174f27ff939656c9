"""Files are left out only where their names show that they cannot hold an answer."""

from __future__ import annotations

import random

import pytest

from tests.make import START, delivery
from tests.unit.plans.late_trail import HOUR, LateTrail, random_question
from trailview.backends.bucket.keys import place_of
from trailview.events.record import Event
from trailview.plans.trail_files import (
    EVERY_FILE,
    Outside,
    TrailFile,
    chosen,
    covers,
    late_of,
    notes_of,
    part_of,
    told,
    trail_file,
)
from trailview.question.parse import parse
from trailview.question.predicate import holds
from trailview.question.query import Question, Window

ONE, OTHER = "111122223333", "444455556666"
NAME = f"{ONE}_CloudTrail_us-gov-west-1_20251122T1205Z_0123456789abcdef.json.gz"


def asked(text: str = "", since: int | None = None, until: int | None = None) -> Question:
    return Question(parse(text), Window(since, until))


def file(delivered: int, account: str = ONE, region: str = "eu-west-1") -> TrailFile:
    return TrailFile(account, region, delivered)


def test_a_name_tells_account_region_and_delivery() -> None:
    assert trail_file(NAME) == TrailFile(ONE, "us-gov-west-1", START + 300)


@pytest.mark.parametrize("region", ["cn-north-1", "us-isob-east-1", "eusc-de-east-1"])
def test_regions_of_every_partition_are_told(region: str) -> None:
    named = NAME.replace("us-gov-west-1", region)
    assert trail_file(named) == TrailFile(ONE, region, START + 300)
    prefix = f"AWSLogs/{ONE}/CloudTrail/{region}/2025/11/22/"
    place = place_of("bucket", prefix)
    assert place is not None
    assert (place.region, place.top) == (region, prefix)


@pytest.mark.parametrize(
    "name",
    [
        f"copy of {NAME}",
        NAME.replace("1122T", "1322T"),
        NAME.replace("_CloudTrail_", "_CloudTrail-Insight_"),
        NAME.replace(ONE, "1111"),
        f"{NAME}.bak",
        "events.json.gz",
    ],
)
def test_any_other_name_tells_nothing(name: str) -> None:
    assert trail_file(name) is None


def test_a_window_leaves_out_what_was_delivered_before_it_and_long_after_it() -> None:
    hours = range(-30, 60, 6)
    files = [file(START + hour * HOUR) for hour in hours]
    choice = chosen(files, asked("", START, START + 6 * HOUR))
    assert [hours[place] for place in choice.places] == [0, 6, 12, 18, 24]
    assert choice.outside == {Outside.BEFORE: 5, Outside.BEYOND: 5}
    assert "5 of 15 files can hold the answer" in told(choice, 15)
    assert len(chosen(files, asked("", START, START + 6 * HOUR), 12 * HOUR).places) == 3


def test_what_names_do_not_tell_is_always_there() -> None:
    assert chosen([None, file(START)], asked("", START + HOUR)).places == (0,)
    assert part_of(asked("region:eu-west-1", START), EVERY_FILE) == Question()
    assert part_of(asked("user:alice")) == Question()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"account:{OTHER}", [2, 3]),
        (f"-account:{OTHER}", [0, 1]),
        ("region:us-*", [1, 3]),
        ("region:/^eu/", [0, 2]),
        (f"(account:{ONE} region:us-east-1 or user:alice region:eu-west-1)", [0, 1, 2]),
        (f"-(account:{ONE} or region:us-east-1)", [2]),
        (f"-(account:{ONE} user:alice)", [0, 1, 2, 3]),
        ("(region:us-east-1 or user:alice)", [0, 1, 2, 3]),
        (f"account:{ONE} -region:eu-west-1 user:alice", [1]),
    ],
)
def test_terms_about_places_are_looked_for_in_the_whole_question(
    text: str, places: list[int]
) -> None:
    files = [
        file(START, account, region)
        for account in (ONE, OTHER)
        for region in ("eu-west-1", "us-east-1")
    ]
    assert chosen(files, part_of(asked(text))).places == tuple(places)


def test_names_that_never_have_what_is_asked_for_are_not_trusted_with_it() -> None:
    files = [file(START), file(START + 99 * HOUR)]
    choice = chosen(files, asked("account:999999999999", START + HOUR, None))
    assert choice.places == (1,), "records can have been made anonymous; time holds all the same"


def test_events_of_global_services_came_with_any_region_before_2022() -> None:
    old, new = file(1_640_995_199), file(1_640_995_200)
    files = [old, new, file(START, ONE, "us-east-1")]
    assert chosen(files, asked("region:us-east-1")).places == (0, 2)


@pytest.mark.parametrize(
    ("read", "part", "is_covered"),
    [
        (asked(), asked("region:a", 5, 9), True),
        (asked("", 5, 9), asked("region:a", 6, 9), True),
        (asked("", 5, 9), asked("", 5), False),
        (asked("", 5), asked(), False),
        (asked("region:a"), asked("region:a", 1), True),
        (asked("region:a"), asked("region:a account:1"), False),
        (asked("region:a"), asked(), False),
    ],
)
def test_what_is_read_for_one_question_can_do_for_another(
    read: Question, part: Question, is_covered: bool
) -> None:
    assert covers(read, part) is is_covered


def test_lateness_is_typed_and_told() -> None:
    assert (late_of("36h"), late_of("2d"), late_of("90m")) == (36 * HOUR, 48 * HOUR, 5_400)
    assert late_of("all") == EVERY_FILE
    for text in ("", "0h", "36", "-2h", "All"):
        with pytest.raises(ValueError, match="no time such as"):
            late_of(text)
    assert "later than 36 hours after" in " ".join(notes_of(asked("", None, START), 36 * HOUR))
    assert not [*notes_of(part_of(asked("user:alice")))]


def test_random_questions_lose_no_event_of_a_trail_with_late_deliveries() -> None:
    trail, dice, opened, all_files = LateTrail(7), random.Random(7), 0, 0
    names = [trail_file(name) for name in trail.files]
    for _ in range(300):
        question = random_question(dice)
        places = {*chosen(names, part_of(question)).places}
        opened += len(places)
        all_files += len(names)
        for place, records in enumerate(trail.files.values()):
            hits = [r["eventID"] for r in records if holds(question, Event(delivery(r)))]
            assert place in places or not hits, (question.text, question.window, names[place])
    assert opened < all_files / 2

"""Two profiles, each with events of its own in three Regions, asked through one session."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.fake_service import FakeService, Place, Record
from tests.make import record
from trailview.context import Context
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.search.progress import Progress
from trailview.search.search import Search
from trailview.search.session import Session
from trailview.search.source import Source, together

REGIONS = ("eu-central-1", "us-east-1", "us-west-2")
PROFILES = ("prod", "stage")
QUESTIONS = tuple(Question(parse(f"event:E{n}")) for n in range(2))
PLACES: list[Place] = [(question.text, region) for question in QUESTIONS for region in REGIONS]
CONTEXTS = (Context(("prod",)), Context(("stage",)), Context(PROFILES))
Pages = dict[Place, list[list[Record]]]


def trail(profile: str, seed: int) -> Pages:
    """Two pages of each question and Region, of events that no other profile has."""
    dice, pages = random.Random(f"{profile} {seed}"), Pages()
    parity = PROFILES.index(profile)
    times = iter(dice.sample(range(500), 60))
    for text, region in PLACES:
        found = sorted(
            (2 * next(times) + parity for _ in range(dice.randrange(2, 9))), reverse=True
        )
        made = [
            record(time, eventName=text.removeprefix("event:"), recipientAccountId=profile)
            for time in sorted(found, reverse=True)
        ]
        pages[text, region] = [made[:2], made[2:]]
    return pages


class World:
    """Two profiles with three Regions each, asked through one session."""

    def __init__(self, seed: int) -> None:
        self.pages = {profile: trail(profile, seed) for profile in PROFILES}
        self.services = {name: FakeService(self.pages[name], name) for name in PROFILES}
        self.session = Session(
            *self.sources(CONTEXTS[0]), context=CONTEXTS[0], elsewhere=self.sources
        )
        self.session.painted()

    def sources(self, context: Context) -> Sequence[Source]:
        return [together([self.services[profile].source for profile in context.profiles])]

    def ask(self, question: Question, context: Context, *, again: bool = False) -> Search:
        return self.session.ask(question, lambda: None, context=context, again=again)

    def expected(self, question: Question, context: Context) -> list[str]:
        found = [
            made
            for profile in context.profiles
            for (text, _), of_region in self.pages[profile].items()
            if text == question.text
            for page in of_region
            for made in page
        ]
        found.sort(key=lambda made: made["eventTime"], reverse=True)
        return [made["eventID"] for made in found]


def ids(progress: Progress) -> list[str]:
    return [progress.rows.texts(place, ["id"])[0] for place in range(len(progress.rows))]

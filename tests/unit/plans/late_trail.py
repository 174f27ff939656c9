"""A trail of several accounts and Regions with late deliveries, and questions about it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, Final

from tests.make import record
from tests.trails import placed_file
from trailview.events.times import iso
from trailview.question.parse import parse
from trailview.question.query import Question, Window

HOUR: Final = 3_600
MIDDLE: Final = 1_640_995_200
"""2022-01-01T00:00:00Z: before, global services' events come with any Region's files."""
ACCOUNTS: Final = ("111122223333", "444455556666")
REGIONS: Final = ("us-east-1", "eu-west-1", "us-west-2")
_USERS: Final = ("alice", "bob", "carol")


class LateTrail:
    """Files by name, each with its records: some delivered up to 23 hours after their events."""

    def __init__(self, seed: int, files: int = 60) -> None:
        dice = random.Random(seed)
        self.files: dict[str, list[dict[str, Any]]] = {}
        for number in range(files):
            delivered = MIDDLE + dice.randrange(-4 * 24 * HOUR, 4 * 24 * HOUR) // 300 * 300
            account, region = dice.choice(ACCOUNTS), dice.choice(REGIONS)
            made = [
                self._record(dice, number * 100 + n, delivered, account, region)
                for n in range(dice.randrange(1, 9))
            ]
            stamp = iso(delivered).replace("-", "").replace(":", "")[:13]
            name = f"{account}_CloudTrail_{region}_{stamp}Z_{number:016x}.json.gz"
            self.files[f"log-{number}.json.gz" if number % 15 == 7 else name] = made

    @staticmethod
    def _record(
        dice: random.Random, number: int, delivered: int, account: str, region: str
    ) -> dict[str, Any]:
        age = dice.choice((0, dice.randrange(900), dice.randrange(900), dice.randrange(23 * HOUR)))
        is_global = delivered < MIDDLE and dice.random() < 0.3
        return record(
            number,
            eventTime=iso(delivered - age),
            recipientAccountId=account,
            awsRegion="us-east-1" if is_global else region,
            userIdentity={"type": "IAMUser", "userName": dice.choice(_USERS)},
        )

    @property
    def records(self) -> list[dict[str, Any]]:
        """All records."""
        return [made for records in self.files.values() for made in records]

    def write(self, folder: Path) -> None:
        """Write the files as a trail lays them out."""
        for name, records in self.files.items():
            placed_file(folder, name, records)


def random_question(dice: random.Random) -> Question:
    """A window, accounts and Regions, negated and in groups too, and other terms."""
    terms = [_term(dice) for _ in range(dice.randrange(3))]
    if dice.random() < 0.3:
        terms.append(f"{dice.choice(('', '-'))}({_term(dice)} {_term(dice)} or {_term(dice)})")
    since = MIDDLE + dice.randrange(-5 * 24, 4 * 24) * HOUR
    until = since + dice.randrange(1, 60) * HOUR
    window = Window(dice.choice((None, since, since)), dice.choice((None, until, until)))
    return Question(parse(" ".join(dict.fromkeys(terms))), window)


def _term(dice: random.Random) -> str:
    kind = dice.choice(
        (
            f"account:{dice.choice(ACCOUNTS)}",
            f"region:{dice.choice(REGIONS)}",
            f"region:{dice.choice(('us-*', 'eu-*,us-west-2', '/1$/'))}",
            f"user:{dice.choice(_USERS)}",
        )
    )
    return f"{dice.choice(('', '', '-'))}{kind}"

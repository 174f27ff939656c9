"""A running double, with the settings that point an AWS client at it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from tests.aws_double.clock import Clock, ManualClock
from tests.aws_double.corpus import Corpus
from tests.aws_double.faults import Faults
from tests.aws_double.identities import Identities, key_of
from tests.aws_double.server import AwsDouble
from tests.aws_double.service import Services
from tests.aws_double.services import World, services_of
from tests.aws_double.trails import Trails

_S = TypeVar("_S")
SECRET = "loopback"
"""Signatures are not checked: any secret will do."""


@dataclass(frozen=True)
class Running:
    """A double that answers, and what it answers from."""

    double: AwsDouble
    world: World
    region: str

    @property
    def faults(self) -> Faults:
        return self.double.faults

    @property
    def clock(self) -> Clock:
        return self.world.clock

    def service(self, kind: type[_S]) -> _S:
        """The one service of a kind, to set what it does."""
        services = self.double.services
        (found,) = (
            s for s in (*services.json, *services.xml, *services.rest) if isinstance(s, kind)
        )
        return found

    def environment(self, account: str | None = None) -> dict[str, str]:
        """The variables that make an account's user call the double; of the first account."""
        return {
            "AWS_ENDPOINT_URL": self.double.endpoint,
            "AWS_ACCESS_KEY_ID": key_of(account or self.world.corpus.accounts[0]),
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@contextmanager
def running_double(
    corpus: Corpus,
    *,
    clock: Clock | None = None,
    region: str = "eu-central-1",
    trails: Trails | None = None,
    faults: Faults | None = None,
    disabled: Collection[str] = (),
    scan_budget: int | None = None,
    services: Services | None = None,
) -> Iterator[Running]:
    """A double over a corpus, until the block ends.

    Without a clock, time stands still at the last delivery. `region` is where
    the trails have their home, and the clients' default. `disabled` are Regions
    that no account has enabled, whatever events it has there. `scan_budget` is
    that of `World`. `services` replaces those that there are. Raises what went
    wrong inside the double, if anything did.
    """
    clock = clock or ManualClock(corpus.latest)
    identities = Identities.one_per_account(corpus.accounts)
    regions = tuple(sorted({region, *corpus.regions} - {*disabled}))
    trails = trails or Trails.one_per_account(corpus, region)
    world = World(corpus, clock, trails, identities, regions, tuple(disabled), scan_budget)
    with AwsDouble(services or services_of(world), identities, faults, disabled) as double:
        yield Running(double, world, region)
    if double.crashes:
        raise ExceptionGroup("inside the double", double.crashes)

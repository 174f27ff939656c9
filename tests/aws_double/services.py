"""Which services a double has: the one list of them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.ec2 import Ec2
from tests.aws_double.identities import Identities
from tests.aws_double.service import Services
from tests.aws_double.sts import Sts
from tests.aws_double.trails import Trails


@dataclass(frozen=True)
class World:
    """What all services of a double share."""

    corpus: Corpus
    clock: Clock
    trails: Trails
    identities: Identities
    regions: tuple[str, ...]
    """Those enabled in every account."""


def services_of(world: World) -> Services:
    """All services there are, over one world."""
    return Services(
        json=(),
        xml=(Sts(world.identities, world.clock), Ec2(world.regions)),
    )

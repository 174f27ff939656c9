"""Which services a double has: the one list of them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.aws_double.account import Account
from tests.aws_double.athena import Athena
from tests.aws_double.clock import Clock
from tests.aws_double.cloudtrail import CloudTrail
from tests.aws_double.corpus import Corpus
from tests.aws_double.ec2 import Ec2
from tests.aws_double.glue import Glue
from tests.aws_double.iam import Iam
from tests.aws_double.identities import Identities
from tests.aws_double.insights import Insights
from tests.aws_double.logs import PAGE_EVENTS, Logs
from tests.aws_double.s3 import Objects, results_bucket
from tests.aws_double.service import Services
from tests.aws_double.sso import Sso
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
    disabled: tuple[str, ...] = ()
    """Those that no account has enabled."""
    scan_budget: int | None = None
    """How many events a service looks at for one page, where it may stop before a page is full.

    None leaves it at what is usual; a small one makes short and empty pages.
    """


def services_of(world: World) -> Services:
    """All services there are, over one world."""
    budget = world.scan_budget
    corpus, trails, clock = world.corpus, world.trails, world.clock
    athena_buckets = (
        results_bucket(account, region) for account in corpus.accounts for region in world.regions
    )
    objects = Objects((*athena_buckets, *(trail.bucket for trail in trails.all)))
    for trail in trails.all:
        for key, data in trail.first_file(corpus).items():
            objects.put(trail.bucket, key, data)
    athena = Athena(corpus, trails, clock, objects)
    return Services(
        json=(
            CloudTrail(corpus, trails, clock, scan_budget=budget),
            Logs(corpus, trails, clock, scan_budget=budget or PAGE_EVENTS),
            Insights(corpus, trails, clock),
            athena,
            Glue(athena.catalog, corpus, trails),
        ),
        rest=(Sso(world.identities, clock), Account(world.regions, world.disabled)),
        xml=(Sts(world.identities, clock, corpus), Iam(), Ec2(world.regions, world.disabled)),
        objects=objects,
    )

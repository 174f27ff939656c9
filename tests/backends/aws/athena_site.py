"""A double's Athena, as a test wants it, and plans for its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.aws_double.athena import Athena
from tests.aws_double.athena_run import WorkGroup
from tests.aws_double.athena_table import Table
from tests.aws_double.corpus import Corpus
from tests.aws_double.glue import Glue
from tests.aws_double.s3 import Objects, results_bucket
from tests.aws_double.service import Call
from tests.backends.aws.site import ACCOUNT, REGION, Site
from trailview.aws.asking import Caller, wait_for
from trailview.backends.athena.reader import AthenaBackend
from trailview.backends.athena.target import Target, WantedTable, find_target
from trailview.backends.base import Batch, Cancel
from trailview.plans.athena.statement import AthenaPlan, plan
from trailview.plans.athena.table import TableShape, shape_of
from trailview.plans.plan import Scope
from trailview.question.query import Question

OUTPUT = f"s3://{results_bucket(ACCOUNT, REGION)}/out/"
MANAGED = WorkGroup(managed=True)
"""A workgroup whose results are only given page by page."""


def with_athena(
    site: Site,
    workgroups: Sequence[WorkGroup] = (WorkGroup(),),
    *,
    tables: Sequence[Table] | None = None,
    steps: Sequence[str] = ("QUEUED", "RUNNING"),
    corpus: Corpus | None = None,
) -> Athena:
    """Give a site another Athena than the usual one; `corpus` is what its trail has delivered."""
    world, usual = site.running.world, site.running.double.services
    delivered = corpus or world.corpus
    objects = usual.objects
    assert isinstance(objects, Objects)
    made = Athena(
        delivered,
        world.trails,
        site.clock,
        objects,
        tables=tables,
        workgroups=workgroups,
        steps=steps,
    )
    others = (service for service in usual.json if not isinstance(service, Athena | Glue))
    site.running.double.services = replace(
        usual, json=(*others, made, Glue(made.catalog, delivered, world.trails))
    )
    return made


def athena(site: Site) -> Athena:
    services = site.running.double.services.json
    return next(service for service in services if isinstance(service, Athena))


def caller(site: Site) -> Caller:
    return Caller(site.access, REGION, site.pacing)


def found(site: Site, **wanted: str) -> Target:
    """The table that is asked, of what is said of it."""
    return wait_for(find_target(caller(site), WantedTable(**wanted), Cancel()))


def backend(site: Site, reuse_minutes: int = 0) -> AthenaBackend:
    return AthenaBackend(site.access, site.pacing, reuse_minutes)


def shape(site: Site, name: str) -> TableShape:
    found = athena(site).catalog.find(Call("", {}, REGION, "", ACCOUNT), "default", name)
    assert found is not None
    return shape_of(found.metadata())


def planned(
    site: Site, question: Question, *, table: TableShape | None = None, output: str = OUTPUT
) -> AthenaPlan:
    """The plan for a table; for that of the trail's own Region where none is given."""
    known = table or shape(site, "cloudtrail_logs")
    scope = Scope(now=int(site.clock.now()), region=REGION, table=known, output=output)
    return plan(question, scope)


def read_on(site: Site, plan: AthenaPlan) -> list[Batch]:
    """A read that is broken off after every batch from which it can go on."""
    found: list[Batch] = []
    resume: object | None = None
    while True:
        batches = backend(site).read(plan, Cancel(), resume)
        before = len(found)
        for batch in batches:
            found.append(batch)
            if batch.resume is not None and batch.resume != resume:
                break
        batches.close()  # type: ignore[attr-defined]  # they are generators
        if len(found) == before:
            return found
        resume = found[-1].resume

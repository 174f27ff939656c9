"""A double that answers Athena, and PyAthena to ask it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import botocore.session
import pyathena
from botocore.config import Config
from botocore.loaders import create_loader
from pyathena.connection import Connection
from pyathena.cursor import Cursor

from tests.aws_double.athena import Athena
from tests.aws_double.athena_run import WorkGroup
from tests.aws_double.athena_table import Table
from tests.aws_double.clock import ManualClock
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import Running, running_double
from tests.aws_double.s3 import Objects, results_bucket
from tests.aws_double.service import Services
from tests.aws_double.trails import Trail, Trails

REGION = "eu-central-1"
_LOADER = create_loader()
"""Shared, so that each service's model is read once."""


@dataclass(frozen=True)
class Asking:
    """A running Athena."""

    running: Running
    service: Athena
    clock: ManualClock
    connection: Connection[Cursor]
    """PyAthena's, of the first trail's account."""
    session: Any
    """boto3's, of the same account."""
    staging: str
    """Where that account's results go."""

    def client(self, service: str) -> Any:
        """A client that never tries again."""
        config = Config(retries={"total_max_attempts": 1})
        return self.session.client(
            service, endpoint_url=self.running.double.endpoint, config=config
        )

    def ask(self, sql: str, parameters: Sequence[str] = ()) -> Cursor:
        """A cursor on the answer; each `?` stands for a literal."""
        if parameters:
            return self.connection.cursor().execute(sql, list(parameters), paramstyle="qmark")
        return self.connection.cursor().execute(sql)

    def rows(self, sql: str, parameters: Sequence[str] = ()) -> list[Any]:
        return list(self.ask(sql, parameters).fetchall())


@contextmanager
def running_athena(
    corpus: Corpus,
    trails: Iterable[Trail],
    *,
    tables: Iterable[Table] | None = None,
    workgroups: Iterable[WorkGroup] = (WorkGroup(),),
    steps: Sequence[str] = ("QUEUED", "RUNNING"),
    most_active: int = 150,
) -> Iterator[Asking]:
    """Athena over a corpus; the arguments are those of `Athena`."""
    logging.getLogger("pyathena").setLevel(logging.CRITICAL)
    clock, found = ManualClock(corpus.latest), Trails(trails)
    account = found.all[0].account
    bucket = results_bucket(account, REGION)
    objects = Objects([bucket])
    service = Athena(
        corpus,
        found,
        clock,
        objects,
        tables=tables,
        workgroups=workgroups,
        steps=steps,
        most_active=most_active,
    )
    services = Services(json=(service,), objects=objects)
    with running_double(
        corpus, clock=clock, region=REGION, trails=found, services=services
    ) as running:
        environment = running.environment(account)
        core = botocore.session.Session()
        core.register_component("data_loader", _LOADER)
        session = boto3.Session(
            environment["AWS_ACCESS_KEY_ID"],
            environment["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
            botocore_session=core,
        )
        staging = f"s3://{bucket}/out/"
        with pyathena.connect(
            session=session,
            s3_staging_dir=staging,
            region_name=REGION,
            endpoint_url=running.double.endpoint,
            poll_interval=0.001,
        ) as connection:
            yield Asking(running, service, clock, connection, session, staging)

"""Athena's double in a process of its own, over a trail, until its standard input is closed.

    python -m bench.athena_double FOLDER

Prints one line of JSON when it answers: the environment that points a client
at it. A statement that has run once is answered at once from then on, so that
what is measured is reading its result.
"""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.aws_double.athena import Athena
from tests.aws_double.athena_run import Execution, WorkGroup
from tests.aws_double.clock import Clock, ManualClock
from tests.aws_double.corpus import Corpus, records_below
from tests.aws_double.fixture import running_double
from tests.aws_double.identities import Identities
from tests.aws_double.s3 import Objects, results_bucket
from tests.aws_double.service import Services
from tests.aws_double.sts import Sts
from tests.aws_double.trails import Trail, Trails

REGION: Final = "eu-central-1"
MANAGED: Final = "managed"
"""The workgroup whose results are only to be had page by page."""


class _Remembering(Athena):
    """Runs each statement once, in a thread, while it is looked at."""

    def __init__(self, corpus: Corpus, trails: Trails, clock: Clock, objects: Objects) -> None:
        bucket = results_bucket(trails.all[0].account, REGION)
        groups = (WorkGroup(output=f"s3://{bucket}/out/"), WorkGroup(MANAGED, managed=True))
        super().__init__(corpus, trails, clock, objects, workgroups=groups)
        self._into = objects
        self._begun: set[str] = set()
        self._ended: dict[str, tuple[Execution, bytes]] = {}

    def _finish(self, execution: Execution) -> None:
        sql = execution.sql
        if sql not in self._ended:
            execution.state = "RUNNING"
            if sql not in self._begun:
                self._begun.add(sql)
                model = replace(execution, lock=threading.Lock())
                threading.Thread(target=self._run_once, args=(model,), daemon=True).start()
            return
        model, csv = self._ended[sql]
        execution.state, execution.result = model.state, model.result
        execution.reason, execution.scanned = model.reason, model.scanned
        execution.ended = self._clock.now()
        if execution.output is not None:
            place = urlsplit(execution.output)
            self._into.put(place.netloc, place.path.lstrip("/"), csv)

    def _run_once(self, model: Execution) -> None:
        self._engine.run(model)
        self._ended[model.sql] = (model, b"" if model.result is None else model.result.csv)


def main(folder: str) -> None:
    corpus = Corpus(records_below(Path(folder)))
    account = corpus.accounts[0]
    trails = Trails([Trail(account, REGION, organization=True)])
    clock = ManualClock(corpus.latest + 1)
    objects = Objects([results_bucket(account, REGION)])
    athena = _Remembering(corpus, trails, clock, objects)
    identities = Identities.one_per_account(corpus.accounts)
    services = Services((athena,), (Sts(identities, clock, corpus),), objects=objects)
    with running_double(
        corpus, clock=clock, region=REGION, trails=trails, services=services
    ) as running:
        print(json.dumps(running.environment(account)), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])

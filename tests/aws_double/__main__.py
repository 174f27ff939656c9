"""`python -m tests.aws_double`: the double on loopback, until Ctrl-C."""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus, records_below
from tests.aws_double.fixture import Running, running_double
from tests.aws_double.identities import key_of
from trailview.demo.trail import write_trail


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve what the arguments say; returns 0 after Ctrl-C."""
    options = _parser().parse_args(arguments)
    records = demo_records() if options.demo else records_below(options.records)
    corpus = Corpus(records, delay=options.delay)
    if not corpus.accounts:
        sys.stderr.write("No record there has an account.\n")
        return 1
    with running_double(corpus, clock=Clock(), region=options.region) as running:
        sys.stdout.write("".join(f"{line}\n" for line in _told(running)))
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.aws_double",
        description="AWS on loopback, over the records of a trail. Any secret key will do.",
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--records", type=Path, metavar="DIR", help="a folder of trail files")
    source.add_argument("--demo", action="store_true", help="trailview's own synthetic trail")
    parser.add_argument("--region", default="eu-central-1", help="the trails' home Region")
    parser.add_argument(
        "--delay",
        type=int,
        default=0,
        metavar="SECONDS",
        help="how long after its event a delivery comes at most",
    )
    return parser


def demo_records() -> list[dict[str, Any]]:
    """The records of the demo trail, which ends now."""
    with tempfile.TemporaryDirectory() as folder:
        write_trail(Path(folder), now=int(time.time()))
        return records_below(Path(folder))


def _told(running: Running) -> list[str]:
    """What to paste into a shell, and which other accounts there are."""
    variables = running.environment().items()
    accounts, trails = running.world.corpus.accounts, running.world.trails.all
    return [
        *(f"export {name}={shlex.quote(value)}" for name, value in variables),
        *(f"# account {account}: AWS_ACCESS_KEY_ID={key_of(account)}" for account in accounts),
        *(f"# log group of {trail.account}: {trail.log_group}" for trail in trails),
    ]


if __name__ == "__main__":
    sys.exit(main())

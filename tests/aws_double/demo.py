"""`python -m tests.aws_double.demo`: the screen on a double of AWS, over the demo trail.

What is typed behind it goes to `trailview browse`. The double runs in this
process and trailview in another one, with a home of its own: no settings, no
profiles and no credentials of the user's are seen there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.aws_double.__main__ import demo_records
from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import Running, running_double
from tests.aws_double.s3 import results_bucket
from trailview.settings.memory import Memory

_HOME_REGION = "eu-central-1"
_FOREIGN = ("AWS_", "BOTO_", "XDG_", "TRAILVIEW_")
"""What the names of the user's settings begin with."""


def main(words: Sequence[str] | None = None) -> int:
    """Open the screen until it is closed; trailview's exit code."""
    options = sys.argv[1:] if words is None else words
    sys.stderr.write("Making the demo trail and starting AWS on loopback…\n")
    corpus = Corpus(demo_records())
    with running_double(corpus, clock=Clock(), region=_HOME_REGION) as running:
        return _browse(running, options)


def _browse(running: Running, words: Sequence[str]) -> int:
    output = f"s3://{results_bucket(running.world.corpus.accounts[0], running.region)}/answers/"
    command = [sys.executable, "-m", "trailview", "browse", "--athena-output", output, *words]
    with tempfile.TemporaryDirectory(prefix="trailview-aws-") as home:
        Memory(Path(home, "trailview")).begin()  # so that no setup comes first
        # Ctrl-C is for trailview; this process goes when trailview has gone.
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            surroundings = environment(os.environ, running, Path(home))
            return subprocess.run(command, env=surroundings, check=False).returncode
        finally:
            signal.signal(signal.SIGINT, before)


def environment(users: Mapping[str, str], running: Running, home: Path) -> dict[str, str]:
    """The user's variables without any settings, and those that lead to the double."""
    kept = {name: value for name, value in users.items() if not name.startswith(_FOREIGN)}
    return {
        **kept,
        "HOME": str(home),
        "TRAILVIEW_CONFIG_DIR": str(home / "trailview"),
        "NO_PROXY": "127.0.0.1",
        **running.environment(),
    }


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.aws_double.demo`: the screen on a double of AWS, over the demo trail.

What is typed behind it goes to `trailview browse`. The double runs in this
process and trailview in another one, with a home of its own: no settings, no
profiles and no credentials of the user's are seen there. Profiles to change
to lie in that home: keys in two accounts, a login, and a role with MFA. The
double plays the user in the browser, who confirms every code, and takes any
MFA code.
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
from tests.aws_double.fixture import SECRET, Running, running_double
from tests.aws_double.iam import Iam
from tests.aws_double.identities import key_of
from tests.aws_double.s3 import results_bucket
from tests.aws_double.sso import Decision, Sso
from trailview.demo.cast import PRODUCTION, STAGING
from trailview.settings.paths import CONFIG

_HOME_REGION = "eu-central-1"
_FOLDER = "trailview"
_ALIASES = {PRODUCTION: "acme-prod", STAGING: "acme-staging"}
_FOREIGN = ("AWS_", "BOTO_", "XDG_", "TRAILVIEW_")
"""What the names of the user's settings begin with."""
_CONFIG = """\
[profile prod]
aws_access_key_id = {prod_key}
aws_secret_access_key = {secret}
region = {region}

[profile staging]
aws_access_key_id = {staging_key}
aws_secret_access_key = {secret}
region = {region}

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = {region}
sso_registration_scopes = sso:account:access

[profile staging-sso]
sso_session = acme
sso_account_id = {staging}
sso_role_name = ReadOnly
region = {region}

[profile prod-oncall]
role_arn = arn:aws:iam::{prod}:role/OnCall
mfa_serial = arn:aws:iam::{prod}:mfa/tester
source_profile = prod
region = {region}
"""
_SETTINGS = """\
[profiles.prod]
colour = "red"
athena_output = "{prod_output}"

[profiles.staging]
athena_output = "{staging_output}"

[profiles.staging-sso]
athena_output = "{staging_output}"

[profiles.prod-oncall]
colour = "red"
athena_output = "{prod_output}"

[profiles.prod-everywhere]
aws_profile = "prod"
regions = ["all"]
colour = "red"
athena_output = "{prod_output}"
"""


def main(words: Sequence[str] | None = None) -> int:
    """Open the screen until it is closed; trailview's exit code."""
    options = sys.argv[1:] if words is None else words
    sys.stderr.write("Making the demo trail and starting AWS on loopback…\n")
    corpus = Corpus(demo_records())
    with running_double(corpus, clock=Clock(), region=_HOME_REGION) as running:
        running.service(Iam).aliases = dict(_ALIASES)
        running.service(Sso).usual = Decision.ALLOWED
        return _browse(running, options)


def _browse(running: Running, words: Sequence[str]) -> int:
    output = _output(running, PRODUCTION)
    command = [sys.executable, "-m", "trailview", "browse", "--athena-output", output, *words]
    with tempfile.TemporaryDirectory(prefix="trailview-aws-") as home:
        furnish(Path(home), running)
        # Ctrl-C is for trailview; this process goes when trailview has gone.
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            surroundings = environment(os.environ, running, Path(home))
            return subprocess.run(command, env=surroundings, check=False).returncode
        finally:
            signal.signal(signal.SIGINT, before)


def _output(running: Running, account: str) -> str:
    return f"s3://{results_bucket(account, running.region)}/answers/"


def furnish(home: Path, running: Running) -> None:
    """Write profiles that the double serves, and what is set for them."""
    words = {
        "prod": PRODUCTION,
        "staging": STAGING,
        "prod_key": key_of(PRODUCTION),
        "staging_key": key_of(STAGING),
        "secret": SECRET,
        "region": running.region,
        "prod_output": _output(running, PRODUCTION),
        "staging_output": _output(running, STAGING),
    }
    for path, text in ((home / ".aws/config", _CONFIG), (home / _FOLDER / CONFIG, _SETTINGS)):
        path.parent.mkdir(mode=0o700)
        path.write_text(text.format(**words))
        path.chmod(0o600)


def environment(users: Mapping[str, str], running: Running, home: Path) -> dict[str, str]:
    """The user's variables without any settings, and those that lead to the double."""
    kept = {name: value for name, value in users.items() if not name.startswith(_FOREIGN)}
    return {
        **kept,
        "HOME": str(home),
        "TRAILVIEW_CONFIG_DIR": str(home / _FOLDER),
        "TRAILVIEW_CACHE_DIR": str(home / "kept"),
        "NO_PROXY": "127.0.0.1",
        **running.environment(),
    }


if __name__ == "__main__":
    sys.exit(main())

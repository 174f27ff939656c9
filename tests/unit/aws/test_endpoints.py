"""Which setting has a service asked somewhere else."""

from __future__ import annotations

from pathlib import Path

import botocore.session
import pytest

from trailview.aws.credentials.config import read_config
from trailview.aws.credentials.endpoints import endpoint_of

CONFIG = """
[profile here]
endpoint_url = http://127.0.0.1:1
services = local

[profile plain]
region = eu-central-1

[profile ignoring]
endpoint_url = http://127.0.0.1:1
ignore_configured_endpoint_urls = true

[services local]
cloudwatch_logs =
  endpoint_url = http://127.0.0.1:2
"""


@pytest.mark.parametrize("profile", ["here", "plain", "ignoring"])
@pytest.mark.parametrize("service", ["cloudtrail", "logs", "sso-oidc"])
@pytest.mark.parametrize(
    "variables", [(), ("AWS_ENDPOINT_URL",), ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SSO_OIDC")]
)
def test_it_is_the_one_that_the_aws_library_follows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    profile: str,
    service: str,
    variables: tuple[str, ...],
) -> None:
    file = tmp_path / "config"
    file.write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    for number, variable in enumerate(variables):
        monkeypatch.setenv(variable, f"http://127.0.0.1:{70 + number}")
    found = endpoint_of(service, profile, read_config())
    session = botocore.session.Session(profile=profile)
    asked = session.create_client(service, region_name="eu-central-1").meta.endpoint_url
    if found is None:
        assert asked.startswith("https://")
    else:
        assert asked == found.url


def test_the_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config"
    file.write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    for service, url in (("cloudtrail", "http://127.0.0.1:1"), ("logs", "http://127.0.0.1:2")):
        found = endpoint_of(service, "here", read_config())
        assert found == ("endpoint_url of profile here", url)

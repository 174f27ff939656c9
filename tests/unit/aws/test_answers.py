"""Answers that are none: told as what they are, whatever operation they are to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import trailview
from tests.aws_double.faults import Fault
from tests.aws_double.server import AwsDouble
from tests.aws_double.wire import Answer, Request
from tests.backends.aws.site import REGION, OpenSite, Site
from tests.make import record
from trailview.aws.answers import MEMBERS
from trailview.aws.asking import Caller, wait_for
from trailview.aws.doctor.rows import Trial
from trailview.backends.base import Cancel
from trailview.compose.services import needs
from trailview.errors import ServiceError, TrailviewError

ASKED = re.compile(r'\(\s*"(\w[\w-]*)",\s*"([a-z0-9]+(?:_[a-z0-9]+)+)"')


def camel(operation: str) -> str:
    return "".join(word.capitalize() for word in operation.split("_"))


def ask(site: Site, service: str = "cloudtrail", operation: str = "describe_trails") -> object:
    caller = Caller(site.access, REGION, site.pacing)
    return wait_for(caller.ask(service, operation, {}, Cancel()))


def failed(site: Site, *call: str) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        ask(site, *call)
    return caught.value


def test_every_operation_that_is_called_has_a_row() -> None:
    folder = Path(trailview.__file__).parent
    rooms = ("aws", "backends", "cli", "compose", "setup")
    sources = "\n".join(p.read_text("utf-8") for r in rooms for p in (folder / r).rglob("*.py"))
    services = {name.partition(":")[0] for name in MEMBERS}
    called = {(s, camel(operation)) for s, operation in ASKED.findall(sources) if s in services}
    tried = {
        (permission.trial.service, camel(permission.trial.operation))
        for needed in needs().statements
        for permission in needed.statement.permissions
        if isinstance(permission.trial, Trial)
    }
    assert ("logs", "GetQueryResults") in called
    names = {f"{service}:{operation}" for service, operation in called | tried}
    assert names <= set(MEMBERS)


@pytest.mark.parametrize(
    ("fault", "said", "advice"),
    [
        (Fault.PORTAL, "HTTP 200 with a web page, “Welcome to Guest WiFi”", "captive portal"),
        (Fault.REDIRECTED, "HTTP 302, a redirect to portal.example.net", "captive portal"),
        (Fault.UNKNOWN, "HTTP 404 with a web page, “404 Not Found”", "wrong endpoint"),
        (Fault.EMPTY, "It has no trailList: {}", "wrong endpoint"),
        (Fault.BROKEN, 'It is no JSON: {"trailList": [{"Name"', "wrong endpoint"),
        (Fault.NO_OBJECT, 'It is no JSON object: ["hello"]', "wrong endpoint"),
        (Fault.MISTYPED, "It cannot be read: ", "wrong endpoint"),
    ],
)
def test_what_is_no_answer_is_told_with_the_endpoint_that_was_set(
    open_site: OpenSite, fault: Fault, said: str, advice: str
) -> None:
    site = open_site([record()])
    site.fail(fault, "DescribeTrails")
    error = failed(site)
    assert error.title == "Answer is not from CloudTrail"
    assert said in error.message
    assert advice in error.hint
    assert f"AWS_ENDPOINT_URL has it asked at {site.running.double.endpoint}" in error.hint
    calls = 1 if fault is Fault.UNKNOWN else 4
    assert len(site.asked("DescribeTrails")) == calls


@pytest.mark.parametrize("fault", [Fault.PORTAL, Fault.EMPTY, Fault.BROKEN, Fault.NO_OBJECT])
def test_an_answer_in_xml_is_looked_at_too(open_site: OpenSite, fault: Fault) -> None:
    site = open_site([record()])
    site.fail(fault, "GetCallerIdentity")
    error = failed(site, "sts", "get_caller_identity")
    assert error.title == "Answer is not from STS"


def test_an_endpoint_that_does_not_answer_is_named(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site([record()])
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", "http://127.0.0.1:9")
    hint = failed(site).hint
    assert "AWS_ENDPOINT_URL_CLOUDTRAIL has it asked at http://127.0.0.1:9" in hint


def test_an_endpoint_that_is_no_url_is_named(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site([record()])
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDTRAIL", "nowhere")
    with pytest.raises(TrailviewError) as caught:
        ask(site)
    assert "AWS_ENDPOINT_URL_CLOUDTRAIL has it asked at nowhere" in caught.value.hint


def test_the_type_that_an_answer_says_it_has_refuses_nothing(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """moto's server sends JSON as text/html."""
    site, answer = open_site([record()]), AwsDouble.answer

    def as_html(double: AwsDouble, request: Request, connection: object) -> Answer | None:
        made = answer(double, request, connection)  # type: ignore[arg-type]  # handed through
        return None if made is None else made._replace(content_type="text/html; charset=utf-8")

    monkeypatch.setattr(AwsDouble, "answer", as_html)
    assert ask(site)

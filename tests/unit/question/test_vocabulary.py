"""The names there are: those of the service models and of the documentation, and what is near."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from tools import documented
from trailview.events.pattern import Pattern
from trailview.question import vocabulary
from trailview.question.vocabulary import (
    identity_types,
    knows_an_event,
    knows_event,
    knows_region,
    knows_service,
    nearest_event,
    nearest_region,
    nearest_service,
    nearest_type,
)

DATA = Path(vocabulary.__file__).with_name("vocabulary.z")


@pytest.mark.parametrize(
    "model", ["iam", "sts", "kms", "s3", "lambda", "cloudtrail", "organizations", "secretsmanager"]
)
def test_the_service_models_are_known(model: str) -> None:
    # A newer botocore may know a little more than the table.
    described = Loader().load_service_model(model, "service-2")
    operations = list(described["operations"])
    assert sum(map(knows_event, operations)) >= 0.97 * len(operations)
    assert knows_service(described["metadata"]["endpointPrefix"])


def test_what_is_documented_besides_is_known() -> None:
    names = [name for group in documented.EVENTS.values() for name in group.split()]
    assert len(names) > 100
    assert all(map(knows_event, names))
    assert all(map(knows_service, documented.SERVICES.split()))
    assert identity_types() == frozenset(documented.TYPES.split())


@pytest.mark.parametrize(
    "name",
    [
        "GetFunction20150331v2",
        "CreateFunction20150331",
        "CreateDistribution2020_05_31",
        "ConsoleLogin",
        "RotateKey",
        "UserAuthentication",
        "GetBucketPublicAccessBlock",
    ],
)
def test_events(name: str) -> None:
    assert knows_event(name)


@pytest.mark.parametrize(
    "name", ["consolelogin", "GetFunction2015", "Nothing20150331", "20150331", "", "x" * 5_000]
)
def test_no_events(name: str) -> None:
    assert not knows_event(name)


@pytest.mark.parametrize(
    ("pieces", "known"),
    [
        (("Delete", "Trail"), True),
        (("", "Trail", ""), True),
        (("", ""), True),
        (("Delte", ""), False),
        (("delete", ""), False),
        (("GetFunction2015", ""), True),
        (("DeleteTrail",), True),
        (("DeleteTrali",), False),
    ],
)
def test_patterns(pieces: tuple[str, ...], known: bool) -> None:
    assert knows_an_event(Pattern(pieces)) is known


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("iam", True),
        ("iam.amazonaws.com", True),
        ("signin.amazonaws.com", True),
        ("monitoring", True),
        ("ecr", True),
        ("ses", True),
        ("IAM", False),
        ("cloudtrial", False),
        ("", False),
    ],
)
def test_services(name: str, known: bool) -> None:
    assert knows_service(name) is known


def test_regions_and_types() -> None:
    assert all(map(knows_region, ("us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1")))
    assert not knows_region("eu-center-1")
    assert nearest_region("eu-centrl-1") == "eu-central-1"
    assert nearest_type("iamuser") == "IAMUser"
    assert nearest_type("AssumeRole") == "AssumedRole"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("consolelogin", "ConsoleLogin"),
        ("ASSUMEROLE", "AssumeRole"),
        ("DelteTrail", "DeleteTrail"),
        ("DeleteTrali", "DeleteTrail"),
        ("ListBukets", "ListBuckets"),
        ("DescribeInstancse", "DescribeInstances"),
        ("PutBucketPolicyy", "PutBucketPolicy"),
        ("Assumerolewithsmal", "AssumeRoleWithSAML"),
        ("Frobnicate", None),
        ("", None),
        ("Get\nObject", None),
        ("Löschen", None),
        ("x" * 5_000, None),
    ],
)
def test_the_nearest_event(name: str, meant: str | None) -> None:
    assert nearest_event(name) == meant


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ima", "iam"),
        ("IAM", "iam"),
        ("lamda", "lambda"),
        ("cloudtrial.amazonaws.com", "cloudtrail"),
        ("photographs", None),
    ],
)
def test_the_nearest_service(name: str, meant: str | None) -> None:
    assert nearest_service(name) == meant


@given(st.sampled_from(["DeleteTrail", "AssumeRoleWithSAML", "PutBucketPolicy"]), st.data())
def test_a_letter_left_out_is_found_again(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    short = name[:at] + name[at + 1 :]
    found = nearest_event(short)
    assert found is not None
    assert abs(len(found) - len(short)) <= 1


@pytest.mark.parametrize(
    "name", ["e" * 100, "Get", "ListDescribeGetPut" * 5, "DescribeInstanceXYZ"]
)
def test_looking_for_the_nearest_takes_little_time(name: str) -> None:
    nearest_event("warm")
    started = time.monotonic()
    nearest_event(name)
    assert time.monotonic() - started < 0.5


def test_the_table_is_small_and_read_when_it_is_needed() -> None:
    assert DATA.stat().st_size < 150_000
    code = (
        "import sys, trailview.question.vocabulary as v; assert not v._lists.cache_info().currsize;"
        "sys.exit(bool({'importlib.resources', 'botocore', 'lzma'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""STS and EC2 as the double has them."""

from __future__ import annotations

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.aws_double.clock import Clock
from tests.aws_double.conftest import Connect
from tests.aws_double.corpus import Corpus
from tests.aws_double.ec2 import Ec2
from tests.aws_double.faults import Fault, Rule
from tests.aws_double.fixture import running_double
from tests.aws_double.iam import Iam
from tests.aws_double.service import Services
from tests.aws_double.sts import Sts
from tests.make import record

CORPUS = Corpus(
    [record(1), record(2, recipientAccountId="444455556666", awsRegion="us-east-1")],
)


@pytest.mark.parametrize("account", CORPUS.accounts)
def test_each_account_has_a_user(connect: Connect, account: str) -> None:
    with running_double(CORPUS) as running:
        caller = connect(running, "sts", account=account).get_caller_identity()
    assert (caller["Account"], caller["Arn"]) == (account, f"arn:aws:iam::{account}:user/tester")


def test_an_assumed_role_can_be_used_everywhere(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        issued = connect(running, "sts").assume_role(
            RoleArn="arn:aws:iam::444455556666:role/team/Admin", RoleSessionName="me"
        )
        key = issued["Credentials"]["AccessKeyId"]
        caller = connect(running, "sts", key=key).get_caller_identity()
        events = connect(running, "cloudtrail", key=key, region="us-east-1").lookup_events()
    assert key.startswith("ASIA")
    assert caller["Arn"] == "arn:aws:sts::444455556666:assumed-role/Admin/me"
    assert caller["Arn"] == issued["AssumedRoleUser"]["Arn"]
    assert len(events["Events"]) == 1


def test_no_role_is_assumed_from_what_is_none(connect: Connect) -> None:
    with running_double(CORPUS) as running, pytest.raises(ClientError, match="ValidationError"):
        connect(running, "sts").assume_role(
            RoleArn="arn:aws:iam::444455556666:user/alice", RoleSessionName="me"
        )


def test_a_profile_that_assumes_a_role_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = tmp_path_factory.mktemp("aws") / "config"
    config.write_text(
        "[profile admin]\n"
        "role_arn = arn:aws:iam::444455556666:role/Admin\n"
        "credential_source = Environment\n"
        "role_session_name = me\n"
    )
    with running_double(CORPUS, clock=Clock()) as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        client = boto3.Session(profile_name="admin").client("sts")
        assert client.get_caller_identity()["Account"] == "444455556666"
        client.close()


def test_an_account_may_have_an_alias(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        iam = connect(running, "iam")
        assert iam.list_account_aliases()["AccountAliases"] == []
        running.service(Iam).aliases = {"111122223333": "acme-prod", "444455556666": "acme&dev"}
        assert iam.list_account_aliases()["AccountAliases"] == ["acme-prod"]
        other = connect(running, "iam", account="444455556666")
        assert other.list_account_aliases()["AccountAliases"] == ["acme&dev"]
        running.faults.add(Rule(Fault.DENIED, "ListAccountAliases"))
        with pytest.raises(ClientError, match="to perform: iam:ListAccountAliases"):
            iam.list_account_aliases()


def test_the_account_lists_its_regions_page_by_page(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        account = connect(running, "account")
        pages = account.get_paginator("list_regions").paginate(
            RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"],
            PaginationConfig={"PageSize": 1},
        )
        names = [[region["RegionName"] for region in page["Regions"]] for page in pages]
        assert names == [["eu-central-1"], ["us-east-1"]]
        assert account.list_regions(RegionOptStatusContains=["DISABLED"])["Regions"] == []
        with pytest.raises(ClientError, match="UnrecognizedClient"):
            connect(running, "account", key="AKIANOBODY").list_regions()


def test_regions_are_those_enabled(connect: Connect) -> None:
    services = Services(xml=(Ec2(["us-east-1", "eu-west-1"], ["ap-east-1"]),))
    with running_double(CORPUS, services=services) as running:
        ec2 = connect(running, "ec2")
        enabled = [region["RegionName"] for region in ec2.describe_regions()["Regions"]]
        every = {
            region["RegionName"]: region["OptInStatus"]
            for region in ec2.describe_regions(AllRegions=True)["Regions"]
        }
        named = ec2.describe_regions(RegionNames=["us-east-1"])["Regions"]
    assert enabled == ["eu-west-1", "us-east-1"]
    assert every["ap-east-1"] == "not-opted-in"
    assert [region["Endpoint"] for region in named] == ["ec2.us-east-1.amazonaws.com"]


def test_the_corpus_says_which_regions_there_are(connect: Connect) -> None:
    with running_double(CORPUS, region="eu-north-1") as running:
        regions = connect(running, "ec2").describe_regions()["Regions"]
    assert [x["RegionName"] for x in regions] == ["eu-central-1", "eu-north-1", "us-east-1"]


def test_mfa_codes_are_checked_and_good_for_one_use(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        (sts,) = (s for s in running.double.services.xml if isinstance(s, Sts))
        sts.codes = {"123456"}
        client = connect(running, "sts")

        def assume(code: str) -> str:
            issued = client.assume_role(
                RoleArn="arn:aws:iam::444455556666:role/Admin",
                RoleSessionName="me",
                SerialNumber="arn:aws:iam::111122223333:mfa/alice",
                TokenCode=code,
            )
            return str(issued["Credentials"]["AccessKeyId"])

        with pytest.raises(ClientError, match="invalid MFA one time pass code"):
            assume("654321")
        with pytest.raises(ClientError, match="ValidationError"):
            assume("abcdef")
        assert assume("123456").startswith("ASIA")
        with pytest.raises(ClientError, match="invalid MFA one time pass code"):
            assume("123456")
